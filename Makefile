# SPDX-License-Identifier: Apache-2.0
#
# halfulp: `make help` lists the targets. Everything built lies under $(BUILD). The parts: variables; objects, archives
# and programs; how one file is compiled and one program linked; then a section for each group of targets that help
# shows.

# Where this file is: bench-compare runs it in the tree of another revision.
HERE    := $(dir $(lastword $(MAKEFILE_LIST)))
CC      ?= cc
AR      ?= ar
BUILD   ?= build
CFLAGS  ?= -O2 -g
LDFLAGS ?=
WERROR  ?= -Werror
PREFIX  ?= /usr/local
# Below PREFIX; elsewhere it may be lib64 or lib/x86_64-linux-gnu.
LIBDIR  ?= lib
# The library alone is compiled with these as well.
FORMATS_CFLAGS ?=
# Sanitizers: address,undefined.
SANITIZE ?=
# The sweeps' share, of those that have no scheduler in common: all of it.
SHARD   ?= 0/1
# For the Python door; its tests look for one that has NumPy.
PYTHON  ?= python3
# The compiler of CUDA, for test-gpu.
NVCC    ?= nvcc
NVCC_FLAGS ?= -O2 -std=c++17 -arch=sm_90
# Processes at a time: of a build, unless make was given -j, and of the sweeps.
JOBS    ?= $(shell nproc 2>/dev/null || echo 1)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
GOALS   := $(or $(MAKECMDGOALS),all)
# For recipes whose script runs a make of its own: make runs a line with $(MAKE) in it even when asked what it would do
# (make -n), which is meant for lines that are nothing but another make.
SUBMAKE := $(MAKE)

ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(JOBS)
endif

# $(call once,NAME,VALUE) is the value of NAME from then on. A variable that asks the compiler or pkg-config something
# does so when a recipe first needs it: `make help` asks nothing.
once      = $(eval $(1) := $(2))$($(1))
accepted  = $(shell echo 'int main(void) { return 0; }' | $(CC) $(1) -x c - -o /dev/null 2>/dev/null && echo '$(1)')
MACHINE   = $(call once,MACHINE,$(shell $(CC) -dumpmachine))
IS_GCC    = $(call once,IS_GCC,$(if $(findstring Free Software Foundation,$(shell $(CC) --version 2>/dev/null)),yes))
MPFR_CFLAGS      = $(call once,MPFR_CFLAGS,$(shell pkg-config --cflags mpfr gmp))
MPFR_LIBS        = $(call once,MPFR_LIBS,$(shell pkg-config --libs mpfr gmp))
CRITERION_CFLAGS = $(call once,CRITERION_CFLAGS,$(shell pkg-config --cflags criterion))
CRITERION_LIBS   = $(call once,CRITERION_LIBS,$(shell pkg-config --libs criterion))

# ---- sources, objects and programs -----------------------------------------------------------------------------------

sources        = $(wildcard $(addsuffix /*.c,$(1)))
objects        = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
FORMATS_SRC   := $(filter-out formats/cli/% formats/bindings/%,$(call sources,formats formats/*))
INTEGER_SRC   := $(filter-out $(addprefix formats/array/,avx2.c avx512.c neon.c),$(FORMATS_SRC))
LIB_OBJ       := $(call objects,$(FORMATS_SRC))
PIC_OBJ       := $(FORMATS_SRC:%.c=$(BUILD)/pic/%.o)
DPI_OBJ       := $(BUILD)/pic/formats/bindings/systemverilog/halfulp_dpi.o
CLI_OBJ       := $(call objects,$(filter-out formats/cli/examples/%,$(call sources,formats/cli formats/cli/*)))
TRAINER_OBJ   := $(call objects,$(filter-out lessons/trainer/cli/%,$(call sources,lessons/trainer lessons/trainer/*)))
TRAINER_CLI_OBJ := $(call objects,$(call sources,lessons/trainer/cli))
SUPPORT_OBJ   := $(call objects,$(call sources,lessons/support))
LESSON_OBJ    := $(call objects,$(wildcard lessons/[0-9][0-9]_*.c))
LEARN_OBJ     := $(call objects,$(call sources,lessons/learn))
# The grader of the puzzles, and the main program around a reader's function.
PUZZLE_OBJ    := $(call objects,$(call sources,lessons/puzzles/grader) lessons/learn/screen.c lessons/learn/state.c)
PUZZLE_CHILD  := $(BUILD)/puzzles/child.o
REF_OBJ       := $(call objects,$(call sources,ref))
# The two front ends, suite and plain, are linked with the checks of these folders.
FRONT_OBJ     := $(BUILD)/obj/tests/support/suite.o $(BUILD)/obj/tests/support/plain.o
CHECKS_OBJ    := $(filter-out $(FRONT_OBJ),$(call objects,$(call sources,$(addprefix tests/,support ref formats trainer lessons))))
EXHAUSTIVE_OBJ := $(call objects,$(call sources,tests/exhaustive))
# What hashes the results of the command, of the sweeps and of a check.
SHA256_OBJ    := $(call objects,formats/cli/digest/sha256.c formats/cli/digest/sha256_x86.c)
# Shared by all benches; and the libraries beside which scalars and arrays are measured.
TIMING_OBJ    := $(addprefix $(BUILD)/obj/tests/bench/,timing.o report.o)
PEERS_OBJ     := $(call objects,$(call sources,tests/bench/peers)) $(if $(ML_DTYPES_DIR),$(BUILD)/obj/tests/bench/peers/ml_dtypes.o)
SCALARS_OBJ   := $(addprefix $(BUILD)/obj/tests/bench/,scalars.o own_scalars.o)
ARRAYS_OBJ    := $(addprefix $(BUILD)/obj/tests/bench/,arrays.o array_work.o blocks.o dots.o instructions.o script.o)
GEMM_OBJ      := $(addprefix $(BUILD)/obj/tests/bench/,gemm.o onednn.o)
TRAINING_OBJ  := $(addprefix $(BUILD)/obj/tests/bench/,training.o peer_openblas.o peer_numpy.o)
BENCH_OBJ     := $(TIMING_OBJ) $(PEERS_OBJ) $(SCALARS_OBJ) $(ARRAYS_OBJ) $(GEMM_OBJ) $(TRAINING_OBJ)
# SoftFloat, if its checkout is built, and SoftFP, a file.
SOFTFLOAT     := $(if $(SOFTFLOAT_DIR),$(firstword $(wildcard $(SOFTFLOAT_DIR)/build/*/softfloat.a)))
SOFTFP        := $(if $(SOFTFP_DIR),$(wildcard $(SOFTFP_DIR)/softfp.c))
FUZZ_OBJ      := $(call objects,$(call sources,tests/fuzz))
# The programs of test-gpu, in C and in CUDA C++ for nvcc.
SILICON       := $(addprefix $(BUILD)/tests/silicon/,scalars tensor)
SILICON_OBJ   := $(addprefix $(BUILD)/obj/tests/silicon/,scalars.o compare.o report.o record.o)
SILICON_CUDA  := $(addprefix $(BUILD)/obj/tests/silicon/,gpu.o headers.o)
TENSOR_OBJ    := $(addprefix $(BUILD)/obj/tests/silicon/tensor_,main.o compare.o work.o tiles.o codes.o rows.o)
TENSOR_CUDA   := $(BUILD)/obj/tests/silicon/tensor.o
OBJECTS       := $(LIB_OBJ) $(PIC_OBJ) $(DPI_OBJ) $(CLI_OBJ) $(TRAINER_OBJ) $(TRAINER_CLI_OBJ) $(SUPPORT_OBJ) $(LESSON_OBJ) $(LEARN_OBJ) $(PUZZLE_OBJ) \
                 $(PUZZLE_CHILD) $(REF_OBJ) $(CHECKS_OBJ) $(FRONT_OBJ) $(EXHAUSTIVE_OBJ) $(BENCH_OBJ) $(FUZZ_OBJ) \
                 $(SILICON_OBJ) $(SILICON_CUDA) $(TENSOR_OBJ) $(TENSOR_CUDA)

# Before 1.0 a minor version may change the interface.
SONAME        := libhalfulp.so.0.2
LIB           := $(BUILD)/libhalfulp.a
TRAINER_LIB   := $(BUILD)/libtrainer.a
LESSON_LIB    := $(BUILD)/liblesson.a
REF_LIB       := $(BUILD)/libref.a
CHECKS_LIB    := $(BUILD)/tests/libchecks.a
ARCHIVES      := $(LIB) $(TRAINER_LIB) $(LESSON_LIB) $(REF_LIB) $(CHECKS_LIB)
LESSONS       := $(LESSON_OBJ:$(BUILD)/obj/%.o=$(BUILD)/%)
FUZZERS       := $(patsubst $(BUILD)/obj/%.o,$(BUILD)/%,$(filter-out %/fuzz.o,$(FUZZ_OBJ)))
BENCHES       := $(addprefix $(BUILD)/tests/bench/,scalars arrays gemm)
FRONTS        := $(BUILD)/tests/suite $(BUILD)/tests/plain
LINKED        := $(BUILD)/$(SONAME) $(BUILD)/libhalfulp_dpi.so $(BUILD)/halfulp $(BUILD)/trainer $(BUILD)/learn $(BUILD)/puzzle $(LESSONS) $(FRONTS) \
                 $(BUILD)/tests/exhaustive $(BENCHES) $(BUILD)/tests/bench/training $(FUZZERS)

# The parts of each archive and program. LIBS are libraries from outside.
$(LIB):             $(LIB_OBJ)
$(TRAINER_LIB):     $(TRAINER_OBJ)
$(LESSON_LIB):      $(SUPPORT_OBJ)
$(REF_LIB):         $(REF_OBJ)
$(CHECKS_LIB):      $(CHECKS_OBJ) $(SHA256_OBJ)
$(BUILD)/$(SONAME): $(PIC_OBJ)
$(BUILD)/libhalfulp_dpi.so: $(PIC_OBJ) $(DPI_OBJ)
$(BUILD)/halfulp:   $(CLI_OBJ) $(LIB)
$(BUILD)/trainer:   $(TRAINER_CLI_OBJ) $(TRAINER_LIB) $(LIB)
$(BUILD)/learn:     $(LEARN_OBJ)
$(BUILD)/puzzle:    $(PUZZLE_OBJ) $(TRAINER_LIB) $(LIB) | $(PUZZLE_CHILD)
$(LESSONS): $(BUILD)/%: $(BUILD)/obj/%.o $(LESSON_LIB) $(TRAINER_LIB) $(LIB)
$(FRONTS): $(BUILD)/tests/%: $(BUILD)/obj/tests/support/%.o $(CHECKS_LIB) $(LESSON_LIB) $(REF_LIB) $(TRAINER_LIB) $(LIB)
$(BUILD)/tests/exhaustive: $(EXHAUSTIVE_OBJ) $(CHECKS_LIB) $(LESSON_LIB) $(REF_LIB) $(TRAINER_LIB) $(LIB)
$(BUILD)/tests/bench/gemm: $(GEMM_OBJ) $(TIMING_OBJ) $(TRAINER_LIB) $(LIB)
$(BUILD)/tests/bench/training: $(TRAINING_OBJ) $(TRAINER_LIB) $(LIB)
$(BUILD)/tests/bench/arrays: $(ARRAYS_OBJ) $(PEERS_OBJ) $(TIMING_OBJ) $(if $(SOFTFP),$(BUILD)/tests/bench/softfp.o) $(LIB)
$(BUILD)/tests/bench/scalars: $(SCALARS_OBJ) $(PEERS_OBJ) $(TIMING_OBJ) $(if $(SOFTFP),$(BUILD)/tests/bench/softfp.o) $(LIB)
$(FUZZERS): $(BUILD)/%: $(BUILD)/obj/%.o $(BUILD)/obj/tests/fuzz/fuzz.o $(REF_LIB) $(TRAINER_LIB) $(LIB)
$(addprefix $(BUILD)/tests/fuzz/,command tensors): $(filter-out %/main.o,$(CLI_OBJ))

# The check of the trainer's ledger counts the calls of these.
COUNTED       := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc
$(BUILD)/halfulp:             LIBS = $(if $(ZLIB),-lz) -lm
$(BUILD)/$(SONAME):           LIBS = -shared -Wl,-soname,$(SONAME)
$(BUILD)/libhalfulp_dpi.so:   LIBS = -shared
$(BUILD)/trainer $(BUILD)/puzzle $(LESSONS): LIBS = $(TRAINER_LIBS)
$(BUILD)/tests/suite:         LIBS = $(MPFR_LIBS) $(CRITERION_LIBS) $(TRAINER_LIBS) $(COUNTED)
$(BUILD)/tests/plain:         LIBS = $(MPFR_LIBS) $(TRAINER_LIBS) $(COUNTED)
$(BUILD)/tests/exhaustive:    LIBS = $(MPFR_LIBS) $(TRAINER_LIBS)
# The fuzz target of the command links it unchanged and replaces its exit, its input and its output.
$(FUZZERS):                   LIBS = -fsanitize=fuzzer $(WRAPPED) $(MPFR_LIBS) $(TRAINER_LIBS) -lz
$(BUILD)/tests/fuzz/command:  WRAPPED = -Wl,--wrap=exit,--wrap=_Exit,--wrap=read,--wrap=write,--wrap=line_next
$(BUILD)/tests/bench/training: LIBS = -lopenblas $(TRAINER_LIBS)
$(BUILD)/tests/bench/gemm:    LIBS = $(if $(OPENBLAS),-lopenblas) $(if $(ONEDNN),-ldnnl) $(TRAINER_LIBS)
$(BUILD)/tests/bench/arrays $(BUILD)/tests/bench/scalars: LIBS = $(SOFTFLOAT) $(if $(MPFR),$(MPFR_LIBS)) $(if $(IMATH),$(IMATH_LIBS)) \
                                                        $(if $(ML_DTYPES_DIR),-lstdc++) -lm

# ---- how it is built -------------------------------------------------------------------------------------------------

# No contraction of a*b + c, and never fast-math: the program computes exactly the operations in the source.
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(WERROR)
SANITIZED = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all)
LANGUAGE  = -std=c11 $(WARNINGS) -ffp-contract=off -MMD -MP $(SANITIZED)

# gcc can refuse to compile any use of a floating-point register. The library is built that way, which proves that it
# holds no floating-point arithmetic. (clang takes the option but calls soft-float helpers instead: no proof.)
INTEGERS_ONLY = $(if $(IS_GCC),$(if $(filter x86_64-% $(I386) aarch64-%,$(MACHINE)),-mgeneral-regs-only))
# Everything else may compute with floats, and those must not be wider than they are: in the registers of the x87, or
# because s390x once chose float_t to be double. (And file offsets and inode numbers may need 64 bits.)
FLOATS        = $(if $(filter $(I386),$(MACHINE)),-msse2 -mfpmath=sse -D_FILE_OFFSET_BITS=64)$(if $(filter s390x-%,$(MACHINE)),-fexcess-precision=fast)
I386         := i386-% i486-% i586-% i686-%
# The shared library exports the functions marked HU_API, and nothing else.
VISIBILITY   := -fvisibility=hidden
# The kernels are loops over independent outputs, which -O3 vectorises; that they set no errno and no trap lets it
# vectorise sqrt and comparisons too, and changes no result.
KERNEL_FLAGS := -O3 -fno-math-errno -fno-trapping-math

# The flags of a folder, and those of one file.
$(BUILD)/obj/formats/%.o: FOLDER = $(INTEGERS_ONLY) -Iformats $(FORMATS_CFLAGS)
$(BUILD)/pic/formats/%.o: FOLDER = $(INTEGERS_ONLY) -Iformats $(FORMATS_CFLAGS) -fPIC $(VISIBILITY)
# The kernels of arrays are loops for the compiler to vectorise. Those in plain C hold no floating point either, as
# check-integers proves. The others use the instructions of their path; if the compiler or the machine has no such
# instructions, they are compiled without them, and the path is reported as unavailable. No option may reorder their
# additions.
ARRAYS       := portable avx2 avx512 neon
ARRAY_OBJ    := $(ARRAYS:%=$(BUILD)/obj/formats/array/%.o)
ARRAY_PIC    := $(ARRAYS:%=$(BUILD)/pic/formats/array/%.o)
ARRAY_FLAGS   = -O3 -Iformats $(FORMATS_CFLAGS) -fno-fast-math -ffp-contract=off -fno-math-errno -fno-trapping-math
$(ARRAY_OBJ): FOLDER = $(ARRAY_FLAGS)
$(ARRAY_PIC): FOLDER = $(ARRAY_FLAGS) -fPIC $(VISIBILITY)
# SHA-256 by the instructions of x86, in vector registers.
$(BUILD)/obj/formats/cli/digest/sha256_x86.o: FOLDER = -Iformats $(FORMATS_CFLAGS)
# Statistics of tensors are in floating point: not of the library, nor a result of its operations.
$(BUILD)/obj/formats/cli/inspect/%.o $(BUILD)/obj/formats/cli/quantize/%.o: FOLDER = $(FLOATS) $(KERNEL_FLAGS) -Iformats $(FORMATS_CFLAGS)
$(BUILD)/obj/lessons/%.o: FOLDER = $(FLOATS) $(KERNEL_FLAGS) -Iformats -Ilessons -Ilessons/trainer
$(BUILD)/obj/lessons/puzzles/grader/%.o: FOLDER = $(FLOATS) $(KERNEL_FLAGS) -Iformats -Ilessons -Ilessons/puzzles
$(BUILD)/obj/ref/%.o:     FOLDER = $(FLOATS) $(MPFR_CFLAGS)
$(BUILD)/obj/tests/%.o:   FOLDER = $(FLOATS) $(MPFR_CFLAGS) -Iformats -Iref -Itests -Ilessons/trainer -Ilessons
$(BUILD)/obj/tests/support/suite.o: OWN = $(CRITERION_CFLAGS)
# Other libraries at their best: header-only ones are compiled with their authors' options, for this processor.
PEER_FLAGS  = -w -O3 -march=native -Itests
OPENBLAS    = $(call once,OPENBLAS,$(call accepted,-include cblas.h -lopenblas))
ONEDNN      = $(call once,ONEDNN,$(call accepted,-include dnnl.h -ldnnl))
MPFR        = $(call once,MPFR,$(if $(MPFR_LIBS),$(call accepted,$(MPFR_CFLAGS) -include mpfr.h $(MPFR_LIBS))))
IMATH_FLAGS = $(call once,IMATH_FLAGS,$(shell pkg-config --cflags Imath 2>/dev/null))
IMATH_LIBS  = $(call once,IMATH_LIBS,$(shell pkg-config --libs Imath 2>/dev/null))
IMATH       = $(call once,IMATH,$(if $(IMATH_LIBS),$(call accepted,$(IMATH_FLAGS) -include half.h $(IMATH_LIBS))))
LIBFP16     = $(call once,LIBFP16,$(call accepted,-include fp16.h -lm))
$(BUILD)/obj/tests/bench/peers/softfloat.o: OWN = $(if $(SOFTFLOAT),-DBENCH_SOFTFLOAT -isystem '$(SOFTFLOAT_DIR)/source/include') \
                                                  $(if $(SOFTFP),-DBENCH_SOFTFP -isystem '$(SOFTFP_DIR)')
$(BUILD)/obj/tests/bench/peers/mpfr.o: OWN = $(if $(MPFR),-DBENCH_MPFR)
$(BUILD)/obj/tests/bench/peers/half.o: OWN = $(if $(IMATH),-DBENCH_IMATH $(IMATH_FLAGS)) $(if $(LIBFP16),-DBENCH_LIBFP16) $(PEER_FLAGS)
$(BUILD)/obj/tests/bench/peers/cpfloat.o: OWN = $(if $(CPFLOAT_DIR),-DBENCH_CPFLOAT -std=gnu99 $(PEER_FLAGS) -I$(CPFLOAT_DIR)/src)
$(BUILD)/obj/tests/bench/peer_openblas.o: OWN = -O3 -march=native -ffast-math -ffp-contract=fast
$(BUILD)/obj/tests/bench/gemm.o: OWN = $(if $(OPENBLAS),-DBENCH_OPENBLAS)
$(BUILD)/obj/tests/bench/onednn.o: OWN = $(if $(ONEDNN),-DBENCH_ONEDNN)
$(BUILD)/obj/tests/bench/peers/ml_dtypes.o: tests/bench/peers/ml_dtypes.cc
	@mkdir -p $(@D)
	$(step)
	$(Q)$(or $(CXX),c++) -std=c++17 -MMD -MP $(PEER_FLAGS) -Iformats -I$(ML_DTYPES_DIR) -I$(ML_DTYPES_DIR)/third_party/eigen -I/usr/include/eigen3 -c $< -o $@
# The one exception to the rule of compiling: SoftFP, a file from elsewhere that has warnings.
$(BUILD)/tests/bench/softfp.o: $(SOFTFP)
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -w -c $< -o $@
# By all cores: the library takes longer than the GPU.
$(BUILD)/obj/tests/silicon/compare.o: OWN = -O3 $(OPENMP)
# wgmma is not in sm_90, but in sm_90a.
$(TENSOR_CUDA): NVCC_FLAGS := $(filter-out -arch=%,$(NVCC_FLAGS)) -gencode=arch=compute_90a,code=sm_90a
$(SILICON_CUDA) $(TENSOR_CUDA): $(BUILD)/obj/%.o: %.cu $(wildcard tests/silicon/*.h tests/silicon/*.cuh tests/silicon/*.inc)
	@mkdir -p $(@D)
	$(step)
	$(Q)$(NVCC) $(NVCC_FLAGS) -c $< -o $@
$(BUILD)/tests/silicon/scalars: $(SILICON_OBJ) $(SILICON_CUDA) $(BUILD)/obj/tests/support/ptx.o $(LIB)
	@mkdir -p $(@D)
	$(step)
	$(Q)$(NVCC) $(NVCC_FLAGS) $^ $(addprefix -Xcompiler=,$(OPENMP)) -o $@
$(BUILD)/tests/silicon/tensor: $(TENSOR_OBJ) $(TENSOR_CUDA) $(LIB)
	@mkdir -p $(@D)
	$(step)
	$(Q)$(NVCC) $(NVCC_FLAGS) $^ -lpthread -o $@
# exp and log as the trainer's paths are compiled.
$(BUILD)/obj/tests/exhaustive/elementary_portable.o: OWN = $(KERNEL_FLAGS)
$(BUILD)/obj/tests/exhaustive/elementary_avx2.o: OWN = $(KERNEL_FLAGS) $(AVX2)
# A certificate names the sources that it certifies.
SHARD_OBJ := $(BUILD)/obj/tests/exhaustive/shard.o
$(SHARD_OBJ): OWN = -DSOURCES='"$(shell sh tests/exhaustive/sources.sh)"'
$(SHARD_OBJ): $(wildcard formats/*.[ch] formats/models/*.[ch] formats/array/* ref/*.[ch]) \
              data/formats.txt tests/exhaustive/boundaries.c tests/exhaustive/arrays.c tests/exhaustive/against_ref.c tests/exhaustive/directed.c \
              $(wildcard tests/exhaustive/elementary*) lessons/trainer/kernels/elementary.inc tests/exhaustive/sources.sh

# A kernel for an instruction set is compiled with the options for it. If the compiler or the machine lacks them, it is
# compiled without, and the path is reported as unavailable.
KERNELS := $(BUILD)/obj/lessons/trainer/kernels
on       = $(if $(filter $(1)-%,$(MACHINE)),$(call accepted,$(2)))
AVX2     = $(call once,AVX2,$(call on,x86_64,-mavx2 -mfma -mf16c))
$(KERNELS)/x86.o $(KERNELS)/gemm_avx2.o: OWN = $(AVX2)
$(KERNELS)/gemm_avx512.o:     OWN = $(call on,x86_64,-mavx512f)
$(KERNELS)/gemm_vdpbf16ps.o:  OWN = $(call on,x86_64,-mavx512f -mavx512bw -mavx512vl -mavx512bf16)
$(KERNELS)/gemm_bfdot.o:      OWN = $(call on,aarch64,-march=armv8.2-a+bf16)
$(BUILD)/%/formats/array/avx2.o: OWN = $(AVX2)
$(BUILD)/%/formats/array/avx512.o: OWN = $(call once,AVX512,$(call on,x86_64,-mavx2 -mfma -mf16c -mavx512f -mavx512bw -mavx512dq -mavx512vl))
# Products in several threads where the compiler has OpenMP (OPENMP= builds without), compressed files where it finds
# zlib (ZLIB= builds without), tensors of .safetensors where it finds jsmn (JSMN= builds without).
OPENMP   = $(call once,OPENMP,$(call accepted,-fopenmp))
ZLIB     = $(call once,ZLIB,$(call accepted,-include zlib.h -lz))
JSMN     = $(call once,JSMN,$(call accepted,-include jsmn.h))
JSMN_OBJ := $(BUILD)/obj/formats/cli/inspect/safetensors_value.o
RUNS    := $(BUILD)/obj/lessons/support/runs.o
IDX     := $(BUILD)/obj/lessons/trainer/data/idx.o
GZIP    := $(BUILD)/obj/formats/cli/files/gzip.o
$(KERNELS)/product.o $(RUNS): OWN = $(OPENMP)
$(IDX) $(GZIP):               OWN = $(if $(ZLIB),-DHALFULP_ZLIB)
$(JSMN_OBJ):                  OWN = $(if $(JSMN),-DHALFULP_JSMN)
TRAINER_LIBS = $(OPENMP) $(if $(ZLIB),-lz) -lm

# Rebuild when the compiler or the options change, and, where it matters, when a library has been installed.
FLAGS    := $(BUILD)/flags
FEATURES := $(BUILD)/features
$(FLAGS): TEXT = $(CC) $(LANGUAGE) $(CFLAGS) $(FORMATS_CFLAGS) $(LDFLAGS)
$(BUILD)/peers: TEXT = $(CPFLOAT_DIR) $(ML_DTYPES_DIR) $(SOFTFLOAT) $(SOFTFP) $(OPENBLAS) $(ONEDNN) $(MPFR) $(IMATH) $(LIBFP16)
$(FEATURES): TEXT = $(OPENMP) $(ZLIB) $(JSMN)
$(FLAGS) $(FEATURES) $(BUILD)/peers: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(TEXT)' | cmp -s - $@ || printf '%s\n' '$(TEXT)' > $@
FORCE:
$(OBJECTS): $(FLAGS)
$(KERNELS)/product.o $(RUNS) $(IDX) $(GZIP) $(JSMN_OBJ): $(FEATURES)
$(BENCH_OBJ) $(BENCHES): $(BUILD)/peers
$(BUILD)/peers: | needs-bench

# The one way to compile, to archive and to link.
define compile
	@mkdir -p $(@D)
	$(step)
	$(Q)$(CC) $(LANGUAGE) $(CFLAGS) $(FOLDER) $(OWN) -c $< -o $@
endef
$(BUILD)/obj/%.o: %.c
	$(compile)
$(BUILD)/pic/%.o: %.c
	$(compile)
# A reader's function has the process to itself: no sanitizer, and nothing of halfulp.
$(PUZZLE_CHILD): SANITIZED =
$(PUZZLE_CHILD): lessons/puzzles/harness/child.c
	$(compile)
$(ARCHIVES):
	@mkdir -p $(@D)
	@rm -f $@
	$(step)
	$(Q)$(AR) qcs $@ $^
$(LINKED):
	@mkdir -p $(@D)
	$(step)
	$(Q)$(CC) $(SANITIZED) $(LDFLAGS) $(filter %.o,$^) $(filter %.a,$^) $(LIBS) -o $@
$(BUILD)/libhalfulp.so: $(BUILD)/$(SONAME)
	$(Q)ln -sf $(SONAME) $@

# Progress output: on a terminal one line that is overwritten, elsewhere a line at the start; at the end the time taken.
# V=1 shows the commands instead. The number of steps is known in advance if nothing is built yet.
Q        := $(if $(V),,@)
terminal := $(MAKE_TERMOUT)
title     = make $(GOALS): building
begin     = $(if $(BEGAN),,$(eval BEGAN := $(shell date +%s))$(eval OF := $(all_steps))$(if $(terminal),,$(info $(title) ...)))
count     = $(eval DONE += x)$(words $(DONE))
step      = $(if $(V),,$(begin)$(if $(terminal),@printf '\r\033[K%s %s\r' '$(title)' '$(count)$(OF)'))
took      = $(if $(terminal),\r\033[K)make $@: built in %s s\n
built     = $(if $(BEGAN),$(if $(filter $@,$(GOALS)),@printf '$(took)' "$$(($$(date +%s) - $(BEGAN)))"))
steps_of_lessons := $(BUILD)/learn $(LEARN_OBJ) $(LIB) $(LIB_OBJ) $(TRAINER_LIB) $(TRAINER_OBJ) $(LESSON_LIB) $(SUPPORT_OBJ) $(LESSON_OBJ) $(LESSONS)
steps_of_all     := $(steps_of_lessons) $(BUILD)/puzzle $(PUZZLE_OBJ) $(PUZZLE_CHILD) $(BUILD)/$(SONAME) $(PIC_OBJ) $(BUILD)/halfulp $(CLI_OBJ) $(BUILD)/trainer $(TRAINER_CLI_OBJ)
steps_of_test    := $(steps_of_all) $(REF_LIB) $(REF_OBJ) $(CHECKS_LIB) $(CHECKS_OBJ) $(filter %/suite %/suite.o,$(FRONTS) $(FRONT_OBJ))
all_steps = $(if $(wildcard $(steps_of_$(GOALS))),,$(addprefix /,$(filter-out 0,$(words $(steps_of_$(GOALS))))))

# ---- targets ---------------------------------------------------------------------------------------------------------

.PHONY: FORCE all lib dpi amalgamation lessons learn puzzle plots bless help clean install uninstall wheel deb test-deb format lint test test-halfulp test-readme test-trainer test-trainer-files \
        test-lessons test-puzzles test-install test-amalgamation test-python test-cpp test-rust test-systemverilog test-plain coverage test-portable test-arm test-gpu exhaustive certify digests test-exhaustive test-slurm mutants \
        fuzz fuzzers bench bench-scalars bench-arrays bench-gemm bench-training bench-python bench-compare test-bench check-integers check-exports check-includes needs needs-bench needs-openblas needs-fuzz

help: ## List the targets
	@echo "halfulp, a bit-exact reference for mixed precision."
	@awk -F ':.*## ' '/^#### / { printf "\n%s\n", substr($$0, 6) } /^[a-z][a-z0-9%-]*:.*## / { sub(/%/, "05", $$1); printf "  make %-18s %s\n", $$1, $$2 }' Makefile lessons/book/*.mk
	@printf '\nVariables: CC, CFLAGS, LDFLAGS, BUILD (default build), SANITIZE (address,undefined), V=1 (show commands),\n'
	@printf '  DEPS=no (install nothing), HALFULP_SEED (of the random tests), TEST_FLAGS (--list, --filter=arith/*, ...).\n'

#### Build

all: lib $(BUILD)/halfulp $(BUILD)/trainer $(BUILD)/learn $(BUILD)/puzzle $(LESSONS) ## Build library, command, trainer and lessons (installs nothing)
	$(built)

lib: $(LIB) $(BUILD)/libhalfulp.so ## Build libhalfulp.a and libhalfulp.so
	$(built)

dpi: $(BUILD)/libhalfulp_dpi.so ## Build libhalfulp_dpi.so: the library and what SystemVerilog's DPI-C needs
	$(built)

clean: ## Remove everything built
	rm -rf $(BUILD)

# One file of C and one header. Objects that other files use are defined before them; arrays in plain C only.
AMALGAMATE   := formats/packaging/amalgamation/amalgamate.awk
AMALGAM_DATA := $(filter formats/array/portable.c formats/block/recipes_%.c formats/dot/nvidia.c formats/dot/published.c formats/models/rows_%.c,$(INTEGER_SRC))
AMALGAM_SRC  := $(AMALGAM_DATA) $(filter-out $(AMALGAM_DATA) formats/array/paths.c,$(INTEGER_SRC)) formats/packaging/amalgamation/paths.c
AMALGAM      := $(BUILD)/amalgamation/halfulp
$(AMALGAM).h: $(AMALGAMATE) formats/halfulp.h $(filter-out formats/halfulp.h,$(wildcard formats/halfulp_*.h))
	@mkdir -p $(@D)
	$(Q)awk -v version=$(VERSION) -v public=1 -f $^ > $@
$(AMALGAM).c: $(AMALGAMATE) $(AMALGAM_SRC) $(wildcard formats/*.h formats/*/*.h formats/*/*.inc)
	@mkdir -p $(@D)
	$(Q)awk -v version=$(VERSION) -f $(AMALGAMATE) $(AMALGAM_SRC) > $@
$(AMALGAM).o: $(AMALGAM).c $(AMALGAM).h $(FLAGS)
	$(Q)$(CC) -std=c11 -Wall -Wextra -Werror $(CFLAGS) -c $< -o $@
amalgamation: $(AMALGAM).o ## Make build/amalgamation/halfulp.c and .h, the library in two files to add to a program, and compile them
	@echo "$(AMALGAM).c, $(AMALGAM).h"

#### Learn

lessons: $(LESSONS) ## Build and run the lessons in order, then one summary line each
	$(built)
	@BUILD='$(BUILD)' sh lessons/run.sh

learn: $(LESSONS) $(BUILD)/learn ## Do the course at a terminal, a screen and a prediction at a time (LESSON=05)
	$(built)
	@$(BUILD)/learn '$(BUILD)' '$(LESSON)' $(notdir $(LESSONS))

puzzle: $(BUILD)/puzzle ## Write a function, and have it graded on all codes (N=3 HINT=1 WATCH=1 LIST=1 PUZZLES=dir)
	$(built)
	@CC='$(CC)' PUZZLE_CFLAGS='$(FLOATS)' $(BUILD)/puzzle --build '$(BUILD)' --dir '$(PUZZLES)' \
	    $(if $(LIST),--list) $(if $(HINT),--hint) $(if $(WATCH),--watch) $(if $(N),'$(N)')

plots: $(LESSONS) needs ## Draw the pictures of the lessons: build/plots/index.html (gnuplot is installed if missing)
	$(built)
	$(find_or_install) gnuplot
	@sh lessons/plots.sh '$(BUILD)'

bless: $(LESSONS) ## Record what the lessons print, for make test, and show what has changed
	$(built)
	@sh tests/lessons/recorded.sh '$(BUILD)' --bless

# By number or name, as run.sh takes it: only that lesson is built.
.SECONDEXPANSION:
lesson-%: $$(addprefix $(BUILD)/,$$(basename $$(wildcard $$(foreach n,$$* 0$$*,lessons/$$n_*.c) lessons/??_$$*.c lessons/$$*.c))) ## Build and run one lesson by its number
	$(built)
	@BUILD='$(BUILD)' sh lessons/run.sh '$*'

#### Keep in order

format: ## Lay out every C file as .clang-format says
	$(find_or_install) clang-format
	@find formats ref lessons tests -name '*.[ch]' -o -name '*.inc' -o -name '*.hpp' -o -name '*.cu' -o -name '*.cuh' | xargs clang-format -i

lint: ## Check the layout, and run clang-tidy, cppcheck and shellcheck (installed if missing)
	$(find_or_install) clang-format clang-tidy cppcheck shellcheck
	@CC='$(CC)' JOBS='$(JOBS)' sh tests/support/lint.sh

#### Install

VERSION    = $(call once,VERSION,$(shell sed -n 's/.*HU_VERSION_TEXT *"\(.*\)".*/\1/p' formats/halfulp_version.h))
HEADERS   := $(notdir $(wildcard formats/halfulp*.h))
PLUS      := $(wildcard formats/bindings/cpp/*.hpp)
CMAKE_FILES := halfulp-config.cmake halfulp-config-version.cmake
INSTALLED := bin/halfulp $(HEADERS:%=include/%) $(patsubst %,include/%,$(notdir $(PLUS))) $(addprefix $(LIBDIR)/,libhalfulp.a $(SONAME) libhalfulp.so) \
             $(addprefix $(LIBDIR)/,pkgconfig/halfulp.pc $(CMAKE_FILES:%=cmake/halfulp/%)) share/man/man1/halfulp.1 share/man/man3/halfulp.3 share/bash-completion/completions/halfulp
TARGET     = $(DESTDIR)$(PREFIX)
# From a file of cmake/halfulp up to PREFIX; and what the templates of halfulp.pc and CMake name.
UP         = ../..$(subst $() ,,$(patsubst %,/..,$(subst /, ,$(LIBDIR))))
FILLED     = sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@UP@|$(UP)|; s|@SONAME@|$(SONAME)|; s|@VERSION@|$(VERSION)|'

# The reference page, from the headers in reading order.
REFERENCE := $(addprefix formats/halfulp,$(addsuffix .h,_version _format _env) .h $(addsuffix .h,_operations _named _array _block _explain _models _gen _flat))
$(BUILD)/halfulp.3: formats/cli/reference.awk $(wildcard $(REFERENCE))
	@mkdir -p $(@D)
	$(step)
	$(Q)awk -v version=$(VERSION) -f $^ > $@

install: lib $(BUILD)/halfulp $(BUILD)/halfulp.3 ## Install library, headers, command, man page and completion into $(DESTDIR)$(PREFIX)
	@install -d $(addprefix '$(TARGET)'/,$(sort $(dir $(INSTALLED))))
	@install -m 755 $(BUILD)/halfulp '$(TARGET)/bin/halfulp'
	@install -m 644 $(HEADERS:%=formats/%) $(PLUS) '$(TARGET)/include'
	@install -m 644 $(LIB) '$(TARGET)/$(LIBDIR)/libhalfulp.a'
	@install -m 755 $(BUILD)/$(SONAME) '$(TARGET)/$(LIBDIR)/$(SONAME)'
	@ln -sf $(SONAME) '$(TARGET)/$(LIBDIR)/libhalfulp.so'
	@$(FILLED) formats/cli/halfulp.pc.in > '$(TARGET)/$(LIBDIR)/pkgconfig/halfulp.pc'
	@$(foreach file,$(CMAKE_FILES),$(FILLED) formats/packaging/cmake/$(file).in > '$(TARGET)/$(LIBDIR)/cmake/halfulp/$(file)' &&) :
	@install -m 644 formats/cli/halfulp.1 '$(TARGET)/share/man/man1/halfulp.1'
	@install -m 644 $(BUILD)/halfulp.3 '$(TARGET)/share/man/man3/halfulp.3'
	@install -m 644 formats/cli/halfulp.bash '$(TARGET)/share/bash-completion/completions/halfulp'
	@echo "installed halfulp $(VERSION) in $(TARGET)"

uninstall: ## Remove what install put there, and nothing else
	@rm -f $(addprefix '$(TARGET)'/,$(INSTALLED))
	@rmdir '$(TARGET)/$(LIBDIR)/cmake/halfulp' 2>/dev/null || :
	@echo "removed halfulp from $(TARGET)"

# Pure Python and the library; any Python 3 builds it.
wheel: lib ## Build a wheel of the Python door, which carries the library, in build/wheel (PYTHON=python3)
	$(built)
	@HALFULP_LIBRARY='$(BUILD)/libhalfulp.so' $(PYTHON) -B formats/bindings/python/backend/halfulp_build.py '$(BUILD)/wheel'

# DEB_VERSION numbers the packages; MAINTAINER="Name <address>" is whom they name.
DEB_VERSION ?= $(VERSION)
deb: ## Build Debian packages in build/deb: library, -dev, command, Python (debhelper is installed if missing)
	$(find_or_install) debhelper
	@MAINTAINER='$(MAINTAINER)' sh formats/packaging/deb.sh '$(BUILD)/deb' '$(SONAME)' '$(DEB_VERSION)'

test-deb: deb ## Test them: lintian; installed, upgraded and removed in a clean Debian, as root (lintian, mmdebstrap are installed if missing)
	@CC='$(CC)' DEPS='$(DEPS)' sh tests/support/deps.sh -o 'make $(GOALS)' lintian mmdebstrap
	@sh tests/packages/chroot.sh '$(BUILD)/deb' '$(SONAME)' '$(DEB_VERSION)'

#### Test

# External packages, by the names of tests/support/deps.sh, are found or installed before anything is built with them.
find_or_install = @CC='$(CC)' DEPS='$(DEPS)' sh tests/support/deps.sh 'make $(GOALS)'
needs:
	$(find_or_install) pkg-config gmp mpfr $(if $(filter test %/suite,$(GOALS)),criterion)
# Peers of the benches: one that is not available is not measured.
needs-bench:
	@CC='$(CC)' DEPS='$(DEPS)' sh tests/support/deps.sh -o 'make $(GOALS)' pkg-config gmp mpfr imath fp16 numpy openblas dnnl
needs-openblas:
	$(find_or_install) openblas
$(TRAINING_OBJ): | needs-openblas
$(REF_OBJ) $(CHECKS_OBJ) $(FRONT_OBJ) $(EXHAUSTIVE_OBJ) $(FUZZ_OBJ): | needs
needs-fuzz:
	$(find_or_install) pkg-config gmp mpfr zlib jsmn clang

# The tests of the commands and of an installation. They wait more than they compute, so they run side by side.
test_halfulp       = sh tests/commands/halfulp.sh $(BUILD)/halfulp
test_readme        = sh tests/commands/readme.sh $(BUILD)/halfulp
test_trainer       = sh tests/commands/trainer.sh $(BUILD)/trainer
test_trainer_files = sh tests/commands/trainer_files.sh $(BUILD)/trainer
test_lessons       = sh tests/lessons/lessons.sh $(BUILD)
test_recorded      = sh tests/lessons/recorded.sh $(BUILD)
test_answers       = sh tests/lessons/answers.sh $(BUILD)
test_puzzles       = CC='$(CC)' PUZZLE_CFLAGS='$(FLOATS)' sh tests/lessons/puzzles.sh $(BUILD)
test_python        = MAKE='$(SUBMAKE)' CC='$(CC)' PYTHON='$(PYTHON)' BUILD='$(BUILD)' SANITIZE='$(SANITIZE)' sh tests/bindings/python.sh
test_cpp           = CC='$(CC)' CXX='$(CXX)' BUILD='$(BUILD)' SANITIZE='$(SANITIZE)' sh tests/bindings/cpp.sh
test_rust          = BUILD='$(BUILD)' SANITIZE='$(SANITIZE)' sh tests/bindings/rust.sh
test_systemverilog = CC='$(CC)' CXX='$(CXX)' BUILD='$(BUILD)' SANITIZE='$(SANITIZE)' sh tests/bindings/systemverilog.sh
test_amalgamation  = CC='$(CC)' CXX='$(CXX)' BUILD='$(BUILD)' SANITIZE='$(SANITIZE)' sh tests/packages/amalgamation.sh $(dir $(AMALGAM))
test_install       = MAKE='$(SUBMAKE)' CC='$(CC)' BUILD='$(BUILD)' SANITIZE='$(SANITIZE)' sh tests/commands/install.sh

test: all $(BUILD)/tests/suite check-integers check-exports check-includes ## Build and run the test suite (MPFR, GMP and Criterion are installed if missing)
	$(built)
	@sh tests/support/side_by_side.sh "$(test_halfulp)" "$(test_readme)" "$(test_trainer)" "$(test_trainer_files)" "$(test_lessons)" "$(test_recorded)" "$(test_puzzles)" "$(test_install)"
	@OMP_WAIT_POLICY=passive $(BUILD)/tests/suite $(TEST_FLAGS)

test-halfulp: $(BUILD)/halfulp
	@$(test_halfulp)

test-readme: $(BUILD)/halfulp
	@$(test_readme)

test-trainer: $(BUILD)/trainer
	@$(test_trainer)

test-trainer-files: $(BUILD)/trainer
	@$(test_trainer_files)

test-lessons: $(LESSONS) $(BUILD)/learn $(BUILD)/puzzle $(BUILD)/trainer $(BUILD)/halfulp
	@$(test_lessons)
	@$(test_recorded)
	@$(test_answers)
	@$(test_puzzles) --all

test-puzzles: $(BUILD)/puzzle $(BUILD)/halfulp
	@$(test_puzzles) --all

test-install: lib $(BUILD)/halfulp $(BUILD)/halfulp.3
	@$(test_install)

test-amalgamation: lib amalgamation ## Test the amalgamation: its names, its warnings, and its results beside the library's
	@$(test_amalgamation)

test-python: lib $(BUILD)/halfulp ## Test the Python door (Debian's NumPy, pytest and venv are installed if missing)
	$(built)
	@CC='$(CC)' DEPS='$(DEPS)' sh tests/support/deps.sh -o 'make $(GOALS)' numpy pytest venv
	@$(test_python)

test-cpp: lib ## Test the C++ door, by g++ and clang++, or by CXX
	$(built)
	@$(test_cpp)

test-rust: lib ## Test the bindings for Rust, offline, by cargo
	$(built)
	@$(test_rust)
test-systemverilog: dpi $(BUILD)/halfulp ## Test SystemVerilog with Verilator (installed if missing): the package, and the example
	$(built)
	@CC='$(CC)' DEPS='$(DEPS)' sh tests/support/deps.sh -o 'make $(GOALS)' verilator
	@$(test_systemverilog)

# The results of these two depend on the sources alone. They run again when a source has changed, or when something was
# skipped because a compiler or a library is missing.
answer = >$@ || { cat $@; exit 1; }; ! grep -q SKIP $@ || touch -t 197001010000 $@
check-integers: $(BUILD)/integers.txt ## Prove that the library contains no floating-point arithmetic
	@cat $<

check-includes: $(BUILD)/includes.txt ## Check who includes whom, and that each header compiles by itself, the public ones as C++ too
	@cat $<

$(BUILD)/integers.txt: tests/formats/integers_only.sh $(FLAGS) $(wildcard formats/*.[ch] formats/*/*.[ch] formats/*/*.inc)
	@CC='$(CC)' sh $< $(INTEGER_SRC) $(answer)

$(BUILD)/includes.txt: tests/support/includes.sh $(FLAGS) \
        $(wildcard $(foreach folder,formats ref lessons tests,$(addprefix $(folder)/,*.[ch] */*.[ch] */*.inc */*/*.[chS] */*/*.inc */*.cc */*/*.cc */*/*.hpp */*.cu */*.cuh)))
	@CC='$(CC)' sh $< $(answer)

check-exports: $(BUILD)/libhalfulp.so ## Prove that the shared library exports what its headers declare, and nothing else
	@sh tests/formats/exports.sh $(BUILD)/libhalfulp.so

test-plain: $(BUILD)/tests/plain ## Run the same checks without Criterion, one after the other (CHECK=part of a name)
	$(built)
	@OMP_WAIT_POLICY=passive $(BUILD)/tests/plain $(CHECK)

coverage: needs ## Count the lines and branches that the tests reach: a report in build/coverage (gcc; gcovr is installed if missing)
	$(find_or_install) gcovr
	@$(MAKE) --no-print-directory BUILD='$(BUILD)/coverage' CFLAGS='-O1 --coverage -fprofile-update=prefer-atomic' \
	    LDFLAGS=--coverage '$(BUILD)/coverage/tests/plain' '$(BUILD)/coverage/halfulp' '$(BUILD)/coverage/trainer'
	@JOBS='$(JOBS)' sh tests/support/coverage.sh '$(BUILD)/coverage'

# This script shares the jobserver, for which its line needs $(MAKE): it stops by itself under make -n.
test-portable: needs ## Run the checks built for i386, aarch64 and big-endian s390x (ARCH= VARIANT= CHECK= HALFULP_DOSE=1/20)
	@BUILD='$(BUILD)' MAKE='$(MAKE)' JOBS='$(JOBS)' DEPS='$(DEPS)' sh tests/support/portable.sh '$(CHECK)'

# All cases, and nothing but the usual build.
test-arm: export ARCH = aarch64
test-arm: export VARIANT = O2
test-arm: export HALFULP_DOSE = 1
test-arm: test-portable ## The same for 64-bit ARM alone, with all cases, where instructions of ARM are compared

test-gpu: ## Compare with an NVIDIA GPU, instruction by instruction (needs nvcc and an H100 or later; GPU_FLAGS=--quick)
	@command -v $(NVCC) >/dev/null || { echo 'make test-gpu: expected nvcc, of CUDA 13 (NVCC=): not found' >&2; exit 2; }
	@$(MAKE) --no-print-directory $(SILICON)
	@status=0; for program in $(SILICON); do $$program $(GPU_FLAGS) || status=$$?; done; exit $$status

# HOSTS is for GNU parallel: "4/host1,8/host2". SAMPLE=7/2048 runs one of every 2048 blocks of operands instead of all.
EXHAUSTIVE := $(BUILD)/tests/exhaustive
SWEEP_RUN   = $(if $(SAMPLE),$(EXHAUSTIVE) sample $(SAMPLE),SHARD='$(SHARD)' HOSTS='$(HOSTS)' FLAGS='$(if $(STRAIGHT),--straight)' \
              JOBS='$(JOBS)' sh tests/exhaustive/sweep.sh $(EXHAUSTIVE) $(BUILD)/exhaustive)
exhaustive: $(EXHAUSTIVE) ## Run the sweeps over all operands; hours, resumed where stopped (SWEEP=names SAMPLE=i/n STRAIGHT=yes)
	$(built)
	@OMP_WAIT_POLICY=passive $(SWEEP_RUN) $(SWEEP)

certify: $(EXHAUSTIVE) ## Prove a drawn shard of each certificate in data/certificates again, and compare its digests (SEED=n)
	$(built)
	@JOBS='$(JOBS)' SEED='$(SEED)' sh tests/exhaustive/certify.sh $(EXHAUSTIVE) data/certificates/*.txt

digests: $(BUILD)/halfulp ## Compute the digests in data/digests.txt anew and compare; an hour, resumed where stopped (WRITE=yes writes them)
	$(built)
	@JOBS='$(JOBS)' sh tests/exhaustive/digests.sh '$(BUILD)' $(if $(WRITE),--write)

test-exhaustive: $(EXHAUSTIVE) ## Test the sweeps' scheduling: workers killed, resumed, certificates merged and refused
	@sh tests/exhaustive/scheduling.sh $(EXHAUSTIVE)

test-slurm: $(EXHAUSTIVE) ## The same as an array job of a Slurm that is started for it, as root (slurm-wlm is installed if missing)
	$(find_or_install) slurm
	@sh tests/exhaustive/slurm_test.sh '$(BUILD)'

# MUTANT is passed in the environment, since it may contain any quote.
mutants: needs ## Plant defects one by one, which the checks must notice (SAMPLE=12 RANDOM=50 SEED=n MUTANT=part of a line)
	@CC='$(CC)' MAKE='$(SUBMAKE)' JOBS='$(JOBS)' SAMPLE='$(SAMPLE)' RANDOM_MUTANTS='$(RANDOM)' SEED='$(SEED)' \
	    sh tests/mutants/mutants.sh '$(BUILD)'

# A separate build by clang, with its sanitizers and its coverage counters for libFuzzer.
FUZZ_SECONDS ?= 10
FUZZ_SEED    ?= 1
FUZZ         ?= $(notdir $(FUZZERS))
fuzz: needs-fuzz ## Fuzz readers and parsers under sanitizers (FUZZ=targets FUZZ_SECONDS=10 FUZZ_SEED=1; needs clang)
	@$(MAKE) --no-print-directory CC=clang BUILD='$(BUILD)/fuzz' SANITIZE=address,undefined FUZZ='$(FUZZ)' \
	    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' fuzzers
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' FUZZ_SEED='$(FUZZ_SEED)' JOBS='$(JOBS)' sh tests/fuzz/fuzz.sh '$(BUILD)' $(FUZZ)

fuzzers: $(FUZZ:%=$(BUILD)/tests/fuzz/%)
	$(built)

BENCH_RUN = @CSV='$(CSV)' BENCH_FLAGS='$(BENCH_FLAGS)' sh tests/bench/bench.sh $(BUILD)/tests/bench
bench: $(BENCHES) ## Measure scalars, arrays, products and training beside those of others, some installed if missing (CSV=file BENCH_FLAGS=--rounds 5)
	$(built)
	$(BENCH_RUN) scalars arrays gemm
	$(if $(OPENBLAS),@$(MAKE) --no-print-directory bench-training CSV= BENCH_FLAGS=,@echo "training: not measured: OpenBLAS cannot be had here")

bench-scalars: $(BUILD)/tests/bench/scalars ## The scalars alone; SOFTFLOAT_DIR= SOFTFP_DIR= ML_DTYPES_DIR= name built checkouts to measure beside
	$(built)
	$(BENCH_RUN) scalars

bench-arrays: $(BUILD)/tests/bench/arrays ## The arrays alone; CPFLOAT_DIR= ML_DTYPES_DIR= (BENCH_FLAGS=--path avx2)
	$(built)
	$(BENCH_RUN) arrays

bench-gemm: $(BUILD)/tests/bench/gemm ## The products alone, beside OpenBLAS and oneDNN
	$(built)
	$(BENCH_RUN) gemm

bench-training: $(BUILD)/tests/bench/training ## An epoch of the trainer beside the same in C over OpenBLAS (installed if missing) and in NumPy (BENCH_FLAGS=--csv)
	$(built)
	@OMP_WAIT_POLICY=passive $(BUILD)/tests/bench/training $(BENCH_FLAGS)

bench-python: lib ## The Python door beside the library's own call on the same arrays
	$(built)
	@PYTHONPATH=formats/bindings/python HALFULP_LIBRARY='$(BUILD)/libhalfulp.so' \
	    "$$(PYTHON='$(PYTHON)' sh tests/support/python.sh numpy || echo python3)" -B tests/bindings/speed.py $(BENCH_FLAGS)

bench-compare: $(BENCHES) ## Measure the working tree beside another revision, in turn (BASE=revision PAIRS=15 BENCH_FLAGS=--only fp16)
	$(built)
	@MAKE='$(SUBMAKE)' BASE='$(BASE)' PAIRS='$(PAIRS)' BENCH_FLAGS='$(BENCH_FLAGS)' sh tests/bench/compare.sh '$(BUILD)'

test-bench: $(BENCHES)
	@sh tests/commands/bench.sh $(BUILD)/tests/bench/scalars

include $(HERE)lessons/book/book.mk $(HERE)lessons/book/trainer.mk

# The headers that each object was made from, as the compiler wrote them down.
ifneq ($(filter-out help clean uninstall,$(GOALS)),)
-include $(wildcard $(OBJECTS:.o=.d))
endif
