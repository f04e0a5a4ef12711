# SPDX-License-Identifier: Apache-2.0
#
# The book: a static site in $(BUILD)/book, whose arithmetic is the library as a WebAssembly module. Included by the
# Makefile. lessons/book/README.md says what is where.

# Any clang that has the target wasm32; no C library is needed.
WASM_CC ?= clang
WASM_LD ?= wasm-ld
BROWSER ?= chromium

BOOK         := $(BUILD)/book
BOOK_TOOLS   := $(BUILD)/book-tools
BOOK_NPM     := $(BOOK_TOOLS)/node_modules/.package-lock.json
BOOK_WASM    := $(BOOK)/halfulp.wasm
BOOK_C       := $(call sources,formats formats/text formats/explain lessons/book/wasm)
BOOK_OBJ     := $(BOOK_C:%.c=$(BUILD)/wasm/%.o)
BOOK_SOURCES := $(wildcard $(addprefix lessons/book/,*.json *.mk) $(addprefix lessons/book/,$(addsuffix /*,src src/* pages style tools tests)))

# The functions of the library that the pages call as they are: their arguments are integers and pointers. The others
# are in wasm/halfulp.c.
BOOK_EXPORTS := __heap_base book_print hu_apply hu_env_like hu_env_like_error hu_explain hu_explain_text \
                $(addprefix hu_format_,alias at emax emin error finite_count largest nan_count one parse parse_error smallest \
                smallest_normal width) hu_parse_length hu_preset_at hu_random_bits hu_status_text
BOOK_CFLAGS  := --target=wasm32 -mbulk-memory -O2 -std=c11 -ffreestanding -nostdlibinc -ffunction-sections -MMD -MP \
                -Wall -Wextra -Wconversion -Wshadow -Werror -Ilessons/book/wasm/include -Iformats
# The stack is at the bottom, where an overflow is a trap.
BOOK_LDFLAGS := --no-entry --gc-sections --strip-all --stack-first -z stack-size=1048576 $(BOOK_EXPORTS:%=--export=%)

.PHONY: book test-book needs-book needs-npm needs-browser

#### The book

book: $(BOOK)/index.html ## Build the site of the course, in build/book (clang, lld, Node.js and npm packages are installed if missing)
	$(built)

test-book: $(BOOK)/index.html $(BUILD)/halfulp needs-browser ## Test the site in a browser, Debian's Chromium (PART=of a name, SHOTS=folder for pictures, SAMPLE=4: one format in 4)
	$(built)
	@cd $(BOOK_TOOLS) && node_modules/.bin/esbuild site/tests/main.ts --bundle --platform=node --format=esm --packages=external --loader:.wasm=binary \
	    --target=es2022 --log-level=warning --outfile=tests.mjs
	@SAMPLE='$(SAMPLE)' BROWSER='$(BROWSER)' SHOTS='$(if $(SHOTS),$(abspath $(SHOTS)))' \
	    node $(BOOK_TOOLS)/tests.mjs '$(abspath $(BOOK))' '$(abspath $(BUILD)/halfulp)' '$(PART)'

needs-book:
	$(find_or_install) wasm
needs-npm:
	$(find_or_install) npm
needs-browser:
	$(find_or_install) chromium

$(BUILD)/wasm/flags: TEXT = $(WASM_CC) $(BOOK_CFLAGS)
$(BUILD)/wasm/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(TEXT)' | cmp -s - $@ || printf '%s\n' '$(TEXT)' > $@

$(BUILD)/wasm/%.o: %.c | needs-book
	@mkdir -p $(@D)
	$(step)
	$(Q)$(WASM_CC) $(BOOK_CFLAGS) -c $< -o $@

$(BOOK_OBJ): $(BUILD)/wasm/flags
$(BOOK_WASM): $(BOOK_OBJ) lessons/book/book.mk
	@mkdir -p $(@D)
	$(step)
	$(Q)$(WASM_LD) $(BOOK_LDFLAGS) $(BOOK_OBJ) -o $@

# The packages are those of the lock file. Their install scripts, of which none is needed, do not run.
$(BOOK_NPM): lessons/book/package.json lessons/book/package-lock.json | needs-npm
	@mkdir -p $(BOOK_TOOLS)
	@cp $^ $(BOOK_TOOLS)
	@test '$(DEPS)' != no || { echo 'make $(GOALS): DEPS=no, so nothing is installed; run: cd $(BOOK_TOOLS) && npm ci' >&2; exit 2; }
	$(step)
	$(Q)cd $(BOOK_TOOLS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

# The sources are checked and bundled as a copy beside the packages, so that no folder of packages lies among the sources.
$(BOOK)/index.html: $(BOOK_WASM) $(BOOK_SOURCES) $(BOOK_NPM)
	$(step)
	@rm -rf $(BOOK_TOOLS)/site && cp -R lessons/book $(BOOK_TOOLS)/site && cp $(BOOK_WASM) $(BOOK_TOOLS)/site/src
	$(Q)cd $(BOOK_TOOLS) && node_modules/.bin/tsc -p site
	$(Q)cd $(BOOK_TOOLS) && node site/tools/build.mjs '$(abspath $(BOOK))'

-include $(wildcard $(BOOK_OBJ:.o=.d))
