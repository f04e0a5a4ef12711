# SPDX-License-Identifier: Apache-2.0
#
# The trainer as a WebAssembly module, for the book's "run this row": $(BUILD)/book/trainer.wasm, and what a page's
# Worker loads beside it. Included by the Makefile. lessons/book/trainer/README.md says what is where.

# A clang with the target wasm32, wasm-ld, wasi-libc and compiler-rt for wasm32 (Debian: clang, lld, wasi-libc,
# libclang-rt-dev-wasm32); to test it also node.
WASM_CC ?= clang

PAGE         := $(BUILD)/book/trainer.wasm $(BUILD)/book/trainer.js $(BUILD)/book/trainer-worker.js $(BUILD)/book/rows.txt
PAGE_C       := $(FORMATS_SRC) $(call sources,lessons/trainer lessons/trainer/kernels lessons/book/trainer) \
                $(addprefix lessons/trainer/,data/data.c data/digits.c cli/options.c cli/values.c)
PAGE_OBJ     := $(PAGE_C:%.c=$(BUILD)/page/%.o) $(BUILD)/page/lessons/book/trainer/digits.o
PAGE_CHECK_C := $(FORMATS_SRC) tests/trainer/fma_fp64.c tests/lessons/book/fma.c
PAGE_CHECK_OBJ := $(PAGE_CHECK_C:%.c=$(BUILD)/page/%.o)
# The kernels' options, and WebAssembly's vectors.
PAGE_CFLAGS  := --target=wasm32-wasi -msimd128 -std=c11 -ffp-contract=off $(KERNEL_FLAGS) -MMD -MP $(WARNINGS) \
                -Iformats -Ilessons -Ilessons/trainer -Itests -include lessons/book/trainer/missing.h
# A stack of 64 KiB, wasi-libc's, is too small.
PAGE_LDFLAGS := --target=wasm32-wasi -O3 -Wl,--gc-sections,--strip-all,--stack-first,-z,stack-size=1048576

.PHONY: book-trainer test-book-trainer record-rows needs-wasi

book-trainer: $(PAGE) ## Build the trainer for the book's pages, in build/book (clang, lld and wasi-libc)
	$(built)

$(BUILD)/page/%.o: %.c lessons/book/trainer.mk
	@mkdir -p $(@D)
	$(step)
	$(Q)$(WASM_CC) $(PAGE_CFLAGS) -c $< -o $@

$(BUILD)/page/lessons/book/trainer/digits.o: lessons/book/trainer/digits.S data/digits.txt lessons/book/trainer.mk
	@mkdir -p $(@D)
	$(Q)$(WASM_CC) --target=wasm32-wasi -DDIGITS_BYTES=$$(wc -c < data/digits.txt) -c $< -o $@

$(BUILD)/book/trainer.wasm: $(PAGE_OBJ)
	@mkdir -p $(@D)
	$(step)
	$(Q)$(WASM_CC) $(PAGE_LDFLAGS) -mexec-model=reactor $^ -o $@

$(BUILD)/book/trainer.js: lessons/book/trainer/trainer.js
	@mkdir -p $(@D)
	@cp $< $@
$(BUILD)/book/trainer-worker.js: lessons/book/trainer/worker.js
	@mkdir -p $(@D)
	@cp $< $@
$(BUILD)/book/rows.txt: data/lessons/rows.txt
	@mkdir -p $(@D)
	@cp $< $@

$(BUILD)/page/fma.wasm: $(PAGE_CHECK_OBJ)
	$(step)
	$(Q)$(WASM_CC) $(PAGE_LDFLAGS) $^ -o $@

# Without the compiler, its C library or node it says SKIP; the native half runs nevertheless.
page_misses = $(shell echo 'int main(void) { return 0; }' | $(WASM_CC) --target=wasm32-wasi -msimd128 -x c - -o /dev/null 2>/dev/null || echo '$(WASM_CC) for wasm32-wasi, with wasi-libc and lld;') \
              $(shell command -v node >/dev/null || echo 'node;')
needs-wasi:
	@CC='$(CC)' DEPS='$(DEPS)' sh tests/support/deps.sh -o 'make $(GOALS)' wasi
test-book-trainer: $(BUILD)/trainer needs-wasi ## Test the trainer as WebAssembly, under node: rows of lessons, bit by bit (ROWS=all or lessons)
	$(built)
	@sh tests/lessons/rows.sh '$(BUILD)'
	@if [ -n '$(strip $(page_misses))' ]; then echo 'book-trainer: SKIP: not here: $(strip $(page_misses))'; else \
	    $(MAKE) --no-print-directory $(PAGE) '$(BUILD)/page/fma.wasm' && \
	    node --no-warnings tests/lessons/book/trainer.mjs '$(BUILD)' '$(ROWS)'; fi

record-rows: $(BUILD)/trainer ## Record the digests of the lessons' rows in data/lessons/rows.txt, and show what has changed
	@sh tests/lessons/rows.sh '$(BUILD)' --record

ifneq ($(filter-out help clean uninstall,$(GOALS)),)
-include $(wildcard $(PAGE_OBJ:.o=.d) $(PAGE_CHECK_OBJ:.o=.d))
endif
