# SPDX-License-Identifier: Apache-2.0
#
# halfulp: `make help` lists the targets. Everything built lies under $(BUILD).

CC      ?= cc
AR      ?= ar
BUILD   ?= build
CFLAGS  ?= -O2 -g
WERROR  ?= -Werror
SANITIZE ?=
PREFIX   ?= /usr/local
DESTDIR  ?=
V        ?=

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(WERROR)
# One short line per step; V=1 shows the commands.
Q        := $(if $(V),,@)
say       = @$(if $(V),:,printf '  %-8s %s\n' $(1) '$@')

# No contraction of a*b + c, and never fast-math: what the source says is what is computed.
BASE     := -std=c11 $(WARNINGS) -ffp-contract=off -MMD -MP $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all)
LINK     := $(if $(SANITIZE),-fsanitize=$(SANITIZE))
MACHINE  := $(shell $(CC) -dumpmachine)
IS_GCC   := $(shell $(CC) --version 2>/dev/null | grep -qi 'clang' || echo yes)

# gcc can refuse to compile any use of a floating-point register. The library is built that way, which proves that it
# holds no floating-point arithmetic. (clang takes the option but calls soft-float helpers instead: no proof.)
INTEGERS_ONLY := $(if $(IS_GCC),$(if $(filter x86_64-% aarch64-%,$(MACHINE)),-mgeneral-regs-only))

FORMATS_SRC := $(wildcard formats/*.c) $(filter-out formats/cli/%,$(wildcard formats/*/*.c))
CLI_SRC     := $(wildcard formats/cli/*.c)
TRAINER_CLI_SRC := $(wildcard lessons/trainer/cli/*.c)
TRAINER_SRC := $(wildcard lessons/trainer/*.c) $(filter-out $(TRAINER_CLI_SRC),$(wildcard lessons/trainer/*/*.c))
LESSON_SRC  := $(wildcard lessons/[0-9][0-9]_*.c)
LESSON_PARTS := $(wildcard lessons/support/*.c)
REF_SRC     := $(wildcard ref/*.c)
# The two front ends are linked with the checks of these folders.
TEST_SRC    := $(filter-out %/suite.c %/plain.c,$(foreach d,support ref formats trainer,$(wildcard tests/$d/*.c)))

LIB_OBJ     := $(FORMATS_SRC:%.c=$(BUILD)/obj/%.o)
CLI_OBJ     := $(CLI_SRC:%.c=$(BUILD)/obj/%.o)
PIC_OBJ     := $(FORMATS_SRC:%.c=$(BUILD)/pic/%.o)
TRAINER_OBJ := $(TRAINER_SRC:%.c=$(BUILD)/obj/%.o)
TRAINER_CLI_OBJ := $(TRAINER_CLI_SRC:%.c=$(BUILD)/obj/%.o)
REF_OBJ     := $(REF_SRC:%.c=$(BUILD)/obj/%.o)
EXHAUSTIVE_SRC := $(wildcard tests/exhaustive/*.c)
EXHAUSTIVE_OBJ := $(EXHAUSTIVE_SRC:%.c=$(BUILD)/obj/%.o)
# Of the sweeps (make exhaustive SWEEP='convert fma/e4m3' SHARD=0/8): all.
SHARD       ?= 0/1
# Processes at a time for what takes long: building lessons and tests, and the sweeps.
JOBS        ?= $(shell nproc 2>/dev/null || echo 1)
TEST_OBJ    := $(TEST_SRC:%.c=$(BUILD)/obj/%.o)
LESSONS     := $(LESSON_SRC:lessons/%.c=$(BUILD)/lessons/%)
SONAME      := libhalfulp.so.0

.DEFAULT_GOAL := all

# What was built otherwise is built again: with another compiler or other options, and, where it matters, with libraries
# that were not there before.
FLAGS    := $(BUILD)/flags
FEATURES := $(BUILD)/features
$(FLAGS): TEXT = $(CC) $(BASE) $(CFLAGS)
$(FEATURES): TEXT = $(OPENMP) $(ZLIB)
$(FLAGS) $(FEATURES): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(TEXT)' | cmp -s - $@ || printf '%s\n' '$(TEXT)' > $@
FORCE:

.PHONY: FORCE all lib install uninstall help lessons test test-halfulp test-trainer test-trainer-files test-install test-plain test-arm exhaustive bench mutants fuzz check-integers clean
.DELETE_ON_ERROR:
.SECONDARY:

all: lib $(BUILD)/halfulp $(BUILD)/trainer $(LESSONS) ## Build library, command, trainer and lessons (installs nothing)

help: ## List the targets
	@echo "halfulp, a bit-exact reference for mixed precision. Targets:"
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
	@printf '  make %-16s %s\n' 'lesson-05' 'Build and run one lesson by its number'
	@echo "Variables: CC, CFLAGS, BUILD (default build), SANITIZE (address,undefined), V=1 (show commands),"
	@echo "  DEPS=no (install nothing), HALFULP_SEED (of the random tests), TEST_FLAGS (--list, --filter='arith/*', ...)."

# ---- the library ----------------------------------------------------------------------------------------------------

lib: $(BUILD)/libhalfulp.a $(BUILD)/libhalfulp.so ## Build libhalfulp.a and libhalfulp.so

$(BUILD)/libhalfulp.a: $(LIB_OBJ)
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) qcs $@ $^

$(BUILD)/$(SONAME): $(PIC_OBJ)
	$(call say,LINK)
	$(Q)$(CC) -shared -Wl,-soname,$(SONAME) $(LINK) $^ -o $@

$(BUILD)/libhalfulp.so: $(BUILD)/$(SONAME)
	$(call say,LN)
	$(Q)ln -sf $(SONAME) $@

$(BUILD)/halfulp: $(CLI_OBJ) $(BUILD)/libhalfulp.a
	$(call say,LINK)
	$(Q)$(CC) $(LINK) $^ -o $@

$(BUILD)/obj/formats/%.o: formats/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE) $(CFLAGS) $(INTEGERS_ONLY) -Iformats -c $< -o $@

$(BUILD)/pic/formats/%.o: formats/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE) $(CFLAGS) $(INTEGERS_ONLY) -fPIC -Iformats -c $< -o $@

check-integers: ## Prove that the library contains no floating-point arithmetic
	@CC='$(CC)' sh tests/formats/integers_only.sh $(FORMATS_SRC)

# ---- installing -----------------------------------------------------------------------------------------------------

VERSION   := $(shell sed -n '/hu_version(void)/,/}/s/.*return "\(.*\)";.*/\1/p' formats/format.c)
INSTALLED := bin/halfulp include/halfulp.h include/halfulp_models.h lib/libhalfulp.a lib/$(SONAME) lib/libhalfulp.so \
             lib/pkgconfig/halfulp.pc share/man/man1/halfulp.1 share/bash-completion/completions/halfulp
TARGET     = $(DESTDIR)$(PREFIX)

install: lib $(BUILD)/halfulp ## Install library, headers, command, man page and completion into $(DESTDIR)$(PREFIX)
	@install -d $(addprefix '$(TARGET)'/,$(sort $(dir $(INSTALLED))))
	@install -m 755 $(BUILD)/halfulp '$(TARGET)/bin/halfulp'
	@install -m 644 formats/halfulp.h formats/halfulp_models.h '$(TARGET)/include'
	@install -m 644 $(BUILD)/libhalfulp.a '$(TARGET)/lib/libhalfulp.a'
	@install -m 755 $(BUILD)/$(SONAME) '$(TARGET)/lib/$(SONAME)'
	@ln -sf $(SONAME) '$(TARGET)/lib/libhalfulp.so'
	@sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' formats/cli/halfulp.pc.in > '$(TARGET)/lib/pkgconfig/halfulp.pc'
	@install -m 644 formats/cli/halfulp.1 '$(TARGET)/share/man/man1/halfulp.1'
	@install -m 644 formats/cli/halfulp.bash '$(TARGET)/share/bash-completion/completions/halfulp'
	@echo "installed halfulp $(VERSION) in $(TARGET)"

uninstall: ## Remove what install put there, and nothing else
	@rm -f $(addprefix '$(TARGET)'/,$(INSTALLED))
	@echo "removed halfulp from $(TARGET)"

# ---- the trainer and the lessons ------------------------------------------------------------------------------------

# The kernels are loops over independent outputs, which -O3 vectorises; that they set no errno and no trap lets it vectorise
# sqrt and comparisons too, and changes no result. A file for some instructions may use what it asks the CPU for; where the
# compiler or the machine is another, it is compiled without, to a path that is not there.
KERNEL_FLAGS := -O3 -fno-math-errno -fno-trapping-math
KERNELS      := $(BUILD)/obj/lessons/trainer/kernels
accepted      = $(shell echo 'int main(void) { return 0; }' | $(CC) $(1) -x c - -o /dev/null 2>/dev/null && echo '$(1)')
on            = $(if $(filter $(1)-%,$(MACHINE)),$(call accepted,$(2)))
AVX2         := $(call on,x86_64,-mavx2 -mfma -mf16c)
AVX512       := $(call on,x86_64,-mavx512f)
AVX512_BF16  := $(call on,x86_64,-mavx512f -mavx512bw -mavx512vl -mavx512bf16)
ARM_BF16     := $(call on,aarch64,-march=armv8.2-a+bf16)
$(KERNELS)/x86.o $(KERNELS)/gemm_avx2.o: KERNEL_FLAGS += $(AVX2)
$(KERNELS)/gemm_avx512.o: KERNEL_FLAGS += $(AVX512)
$(KERNELS)/gemm_vdpbf16ps.o: KERNEL_FLAGS += $(AVX512_BF16)
$(KERNELS)/gemm_bfdot.o: KERNEL_FLAGS += $(ARM_BF16)
# Products in several threads, where the compiler has OpenMP (OPENMP= builds without).
OPENMP       := $(call accepted,-fopenmp)
$(KERNELS)/product.o: KERNEL_FLAGS += $(OPENMP)
# Compressed data files, where the compiler finds zlib (ZLIB= builds without).
IDX          := $(BUILD)/obj/lessons/trainer/data/idx.o
ZLIB         := $(call accepted,-include zlib.h -lz)
$(IDX): KERNEL_FLAGS += $(if $(ZLIB),-DHALFULP_ZLIB)
$(KERNELS)/product.o $(IDX): $(FEATURES)
TRAINER_LIBS := $(OPENMP) $(if $(ZLIB),-lz) -lm
# The check of the trainer's ledger counts the calls of these.
COUNTED      := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc

$(BUILD)/obj/lessons/%.o: lessons/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE) $(CFLAGS) $(KERNEL_FLAGS) -Iformats -Ilessons -Ilessons/trainer -c $< -o $@

$(BUILD)/libtrainer.a: $(TRAINER_OBJ)
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) qcs $@ $^

$(BUILD)/trainer: $(TRAINER_CLI_OBJ) $(BUILD)/libtrainer.a $(BUILD)/libhalfulp.a
	$(call say,LINK)
	$(Q)$(CC) $(LINK) $^ $(TRAINER_LIBS) -o $@

$(BUILD)/lessons/%: $(BUILD)/obj/lessons/%.o $(LESSON_PARTS:%.c=$(BUILD)/obj/%.o) $(BUILD)/libtrainer.a $(BUILD)/libhalfulp.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LINK) $^ $(TRAINER_LIBS) -o $@

lessons: ## Build and run the lessons in order, then one summary line each
	@$(MAKE) --no-print-directory -j$(JOBS) $(LESSONS)
	@BUILD='$(BUILD)' sh lessons/run.sh

lesson-%: $(LESSONS)
	@BUILD='$(BUILD)' sh lessons/run.sh '$*'

# ---- the tests ------------------------------------------------------------------------------------------------------

# What a target needs from outside, by the names of tests/support/deps.sh.
needs = @CC='$(CC)' DEPS='$(DEPS)' sh tests/support/deps.sh 'make $@'

$(BUILD)/tests/exhaustive: $(EXHAUSTIVE_OBJ) $(BUILD)/tests/libchecks.a $(BUILD)/libref.a $(BUILD)/libtrainer.a $(BUILD)/libhalfulp.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LINK) $^ $$(pkg-config --libs mpfr gmp) $(TRAINER_LIBS) -o $@

exhaustive: ## Run the sweeps over all operands; hours, resumed where stopped (SWEEP=names SHARD=i/n JOBS=n)
	$(needs) pkg-config gmp mpfr
	@$(MAKE) --no-print-directory $(BUILD)/tests/exhaustive
	@OMP_WAIT_POLICY=passive $(BUILD)/tests/exhaustive --state $(BUILD)/exhaustive --shard $(SHARD) --jobs $(JOBS) $(SWEEP)

test-arm: ## Build for 64-bit ARM and run the whole suite in QEMU (CHECK=part of a name; installs a cross compiler)
	$(needs) pkg-config gmp mpfr
	@DEPS='$(DEPS)' BUILD='$(BUILD)' MAKE='$(MAKE)' sh tests/support/arm.sh '$(CHECK)'

test-plain: $(BUILD)/tests/plain ## Run the same checks without Criterion, one after the other (needs MPFR and GMP)
	@OMP_WAIT_POLICY=passive $(BUILD)/tests/plain $(CHECK)

bench: ## Measure the matrix products against OpenBLAS and oneDNN (installed if missing), one thread
	$(needs) openblas dnnl
	@$(MAKE) --no-print-directory $(BUILD)/tests/bench/gemm
	@OMP_NUM_THREADS=1 $(BUILD)/tests/bench/gemm

$(BUILD)/tests/bench/gemm: $(BUILD)/obj/tests/bench/gemm.o $(BUILD)/libtrainer.a $(BUILD)/libhalfulp.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LINK) $^ -lopenblas -ldnnl $(TRAINER_LIBS) -o $@

test: ## Build and run the test suite (MPFR, GMP and Criterion are installed if missing)
	$(needs) pkg-config gmp mpfr criterion
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BUILD)/tests/suite check-integers
	@$(MAKE) --no-print-directory -j4 --output-sync=target test-halfulp test-trainer test-trainer-files test-install
	@OMP_WAIT_POLICY=passive $(BUILD)/tests/suite $(TEST_FLAGS)

# The commands, and an installation; they wait for processes and clocks as much as they compute.
test-halfulp:
	@sh tests/commands/halfulp.sh '$(BUILD)/halfulp'

test-trainer:
	@sh tests/commands/trainer.sh '$(BUILD)/trainer'

test-trainer-files:
	@sh tests/commands/trainer_files.sh '$(BUILD)/trainer'

test-install:
	@MAKE='$(MAKE)' CC='$(CC)' BUILD='$(BUILD)' SANITIZE='$(SANITIZE)' sh tests/commands/install.sh

$(BUILD)/obj/ref/%.o: ref/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE) $(CFLAGS) $$(pkg-config --cflags mpfr gmp) -c $< -o $@

$(BUILD)/obj/tests/%.o: tests/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE) $(CFLAGS) $$(pkg-config --cflags mpfr gmp) $(if $(filter %suite.o,$@),$$(pkg-config --cflags criterion)) -Iformats -Iref -Itests -Ilessons/trainer -c $< -o $@

$(BUILD)/libref.a: $(REF_OBJ)
$(BUILD)/tests/libchecks.a: $(TEST_OBJ)
$(BUILD)/libref.a $(BUILD)/tests/libchecks.a:
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) qcs $@ $^

$(BUILD)/tests/suite: $(BUILD)/obj/tests/support/suite.o $(BUILD)/tests/libchecks.a $(BUILD)/libref.a $(BUILD)/libtrainer.a $(BUILD)/libhalfulp.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LINK) $^ $$(pkg-config --libs mpfr gmp criterion) $(TRAINER_LIBS) $(COUNTED) -o $@

$(BUILD)/tests/plain: $(BUILD)/obj/tests/support/plain.o $(BUILD)/tests/libchecks.a $(BUILD)/libref.a $(BUILD)/libtrainer.a $(BUILD)/libhalfulp.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LINK) $^ $$(pkg-config --libs mpfr gmp) $(TRAINER_LIBS) $(COUNTED) -o $@

# ---- mutants and fuzzing --------------------------------------------------------------------------------------------

mutants: ## Plant defects one by one, which the checks must notice (SAMPLE=12, RANDOM=50, SEED, MUTANT=part of a line)
	$(needs) pkg-config gmp mpfr
	@CC='$(CC)' MAKE='$(MAKE)' JOBS='$(JOBS)' SAMPLE='$(SAMPLE)' RANDOM_MUTANTS='$(RANDOM)' SEED='$(SEED)' MUTANT='$(MUTANT)' \
	    sh tests/mutants/mutants.sh '$(BUILD)'

# Fuzz targets: everything is built apart, by clang, under its sanitizers and with its counters of what an input reaches. The command is
# linked as it is, but with its end and its input and output turned over to the target.
FUZZ_SECONDS ?= 10
FUZZ_SEED    ?= 1
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,%,$(filter-out %/fuzz.c,$(wildcard tests/fuzz/*.c)))
FUZZ_PARTS   := $(BUILD)/obj/tests/fuzz/fuzz.o $(BUILD)/libref.a $(BUILD)/libtrainer.a
FUZZ_WRAPPED := -Wl,--wrap=exit,--wrap=_Exit,--wrap=read,--wrap=write,--wrap=line_next

fuzz: ## Fuzz readers and parsers under sanitizers (needs clang; FUZZ_SECONDS=10 each, FUZZ_SEED, FUZZ=targets)
	$(needs) pkg-config gmp mpfr zlib clang
	@$(MAKE) --no-print-directory -j$(JOBS) CC=clang BUILD='$(BUILD)/fuzz' SANITIZE=address,undefined \
	    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' $(addprefix $(BUILD)/fuzz/tests/fuzz/,$(or $(FUZZ),$(FUZZ_TARGETS)))
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' FUZZ_SEED='$(FUZZ_SEED)' JOBS='$(JOBS)' \
	    sh tests/fuzz/fuzz.sh '$(BUILD)' $(or $(FUZZ),$(FUZZ_TARGETS))

$(BUILD)/tests/fuzz/command: $(filter-out %/main.o,$(CLI_OBJ))
$(BUILD)/tests/fuzz/command: FUZZ_FLAGS := $(FUZZ_WRAPPED)
$(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(FUZZ_PARTS) $(BUILD)/libhalfulp.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LINK) -fsanitize=fuzzer $(FUZZ_FLAGS) $(filter %.o,$^) $(filter %.a,$^) $$(pkg-config --libs mpfr gmp) $(TRAINER_LIBS) -lz -o $@

clean: ## Remove everything built
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
