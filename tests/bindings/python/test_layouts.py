# SPDX-License-Identifier: Apache-2.0
"""The structs, functions and enums that the door restates, against the C headers."""
import ctypes
import os
import re
import shutil
import subprocess

import pytest

from conftest import ROOT
from halfulp import _calls, _dot, _env, _formats, _library as c, _models, _recipes, _stages

HEADERS = "".join(path.read_text() for path in sorted((ROOT / "formats").glob("halfulp*.h")))
STRUCTS = [kind for kind in vars(c).values() if isinstance(kind, type) and issubclass(kind, ctypes.Structure)]


def test_structs(tmp_path):
    """Size of each struct, offset and size of each of its fields, as a C program prints them."""
    cc = os.environ.get("CC", "cc").split()
    if shutil.which(cc[0]) is None:
        pytest.skip("no C compiler here")
    expected, lines = [], []
    for struct in STRUCTS:
        name = struct.__name__
        expected.append((name, 0, ctypes.sizeof(struct)))
        lines.append(f'P("{name}", 0, sizeof({name}));')
        for field, *_ in struct._fields_:
            place = getattr(struct, field)
            expected.append((f"{name}.{field}", place.offset, place.size))
            lines.append(f'P("{name}.{field}", offsetof({name}, {field}), sizeof((({name} *)0)->{field}));')
    source = tmp_path / "layouts.c"
    source.write_text('#include "halfulp_block.h"\n#include "halfulp_dot.h"\n#include "halfulp_explain.h"\n#include "halfulp_models.h"\n#include <stdio.h>\n'
                      "static void P(const char *name, size_t offset, size_t size)\n"
                      '{\n    printf("%s %zu %zu\\n", name, offset, size);\n}\n'
                      "int main(void)\n{\n" + "\n".join(lines) + "\n}\n")
    subprocess.run([*cc, f"-I{ROOT / 'formats'}", str(source), "-o", str(tmp_path / "layouts")], check=True)
    printed = subprocess.run([str(tmp_path / "layouts")], check=True, capture_output=True, text=True).stdout
    assert [tuple(line.split()) for line in printed.splitlines()] == [(n, str(o), str(s)) for n, o, s in expected]
    assert len(STRUCTS) == 24


def ctype(text):
    """The ctypes type of a parameter or a result as C has it."""
    words = text.replace("const ", "").split()
    kind, pointer = words[0], "*" in text
    if pointer and kind == "char":
        return ctypes.c_char_p
    if kind == "void" or (pointer and (kind == "uint32_t" or "const uint64_t" in text)):
        return ctypes.c_void_p if pointer else None
    plain = {"int": ctypes.c_int, "hu_operation": ctypes.c_int, "hu_status": ctypes.c_int, "hu_text": ctypes.c_int,
             "hu_array_path": ctypes.c_int, "size_t": ctypes.c_size_t, "bool": ctypes.c_bool,
             "uint32_t": ctypes.c_uint32, "uint64_t": ctypes.c_uint64}
    found = plain.get(kind) or getattr(c, kind)
    return ctypes.POINTER(found) if pointer else found


@pytest.mark.parametrize("name", c._SIGNATURES)
def test_functions(name):
    prototype = re.search(rf"^HU_API ([^(;]*?\W){name}\(([^)]*)\);", HEADERS, re.MULTILINE)
    assert prototype, f"no header declares {name}"
    result, arguments = c._SIGNATURES[name]
    # A char * that is written is a c_char_p too: the door passes string buffers.
    assert result == ctype(prototype.group(1))
    assert arguments == [ctype(" ".join(one.split())) for one in prototype.group(2).split(",")]


def enum(name):
    """The constants of an enum of the headers, in order."""
    body = re.search(r"typedef enum \{([^}]*)\} " + name + ";", HEADERS).group(1)
    return [word.split("=")[0].strip() for word in re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL).split(",")]


@pytest.mark.parametrize("policy, name, prefix", [
    ("rounding", "hu_rounding", "HU_"), ("overflow", "hu_overflow", "HU_(?:OVERFLOW_)?"),
    ("tininess", "hu_tininess", "HU_TININESS_"), ("odd_overflow", "hu_odd_overflow", "HU_ODD_OVERFLOW_"),
    ("missing_nan", "hu_missing_nan", "HU_MISSING_NAN_"), ("missing_zero", "hu_missing_zero", "HU_MISSING_ZERO_"),
    ("negative", "hu_negative", "HU_NEGATIVE_"), ("infinity_nan", "hu_infinity_nan", "HU_INFINITY_NAN_"),
    ("zero_divide", "hu_zero_divide", "HU_ZERO_DIVIDE_"), ("nan", "hu_nan_policy", "HU_")])
def test_words_of_policies(policy, name, prefix):
    constants = [re.sub(f"^{prefix}", "", word).lower() for word in enum(name)]
    constants = [word[:-4] if policy == "nan" else word for word in constants]
    assert {word: _env.WORDS[policy][word] for word in constants} == {word: i for i, word in enumerate(constants)}
    assert set(_env.WORDS[policy].values()) == set(range(len(constants)))


def test_words_of_flags():
    for name, value in re.findall(r"HU_(INEXACT|UNDERFLOW|OVERFLOW|DIVIDE_BY_ZERO|INVALID) = (\d+)", HEADERS):
        assert _env.Flags[name] == int(value)
    assert re.findall(r"HU_FLUSH_(OPERANDS|RESULTS) = (\d)", HEADERS) == [("OPERANDS", "1"), ("RESULTS", "2")]
    assert (_env.WORDS["flush"]["operands"], _env.WORDS["flush"]["results"], _env.WORDS["flush"]["both"]) == (1, 2, 3)


@pytest.mark.parametrize("field, name, prefix", [
    ("amax", "hu_block_amax_rule", "AMAX_"), ("ratio", "hu_block_ratio", ""), ("zero", "hu_block_zero", "ZERO_"),
    ("tensor", "hu_block_tensor", "TENSOR_"), ("apply", "hu_block_apply", ""),
    ("four_over_six", "hu_block_4over6", "4OVER6_"), ("zero_point", "hu_block_zero_point", "ZERO_POINT_")])
def test_words_of_recipes(field, name, prefix):
    assert [f"HU_BLOCK_{prefix}{word.upper()}" for word in _recipes.BLOCK_WORDS[field]] == enum(name)


def test_fields_of_recipes():
    assert [*_recipes.Recipe._fields, "reserved"] == [field for field, _ in c.hu_block_recipe._fields_]


def test_other_enums():
    assert [f"HU_{kind.name}" for kind in _calls.Class] == enum("hu_class")
    assert [f"HU_KIND_{kind.upper()}" for kind in _calls._KINDS] == enum("hu_kind")
    assert [f"HU_TEXT_{style.upper()}" for style in _formats._STYLES] == enum("hu_text")
    assert [f"HU_INFINITY_{word.upper()}" for word in _formats._INFINITIES] == enum("hu_infinity")
    assert [f"HU_NAN_{word.upper()}" for word in _formats._NANS] == enum("hu_nan")
    assert enum("hu_rounding")[_env._STOCHASTIC] == "HU_STOCHASTIC_A"
    assert [f"HU_ACCUMULATE_{word.upper()}" for word in _dot._ORDERS] == enum("hu_accumulation_order")
    assert enum("hu_dot_known") == ["HU_DOT_AS_PUBLISHED", "HU_DOT_CHECKED_ON_SILICON"]
    assert enum("hu_status")[0] == "HU_STATUS_GOOD"


def test_registers():
    assert [f"HU_REGISTER_{word.upper()}" for word in _models.REGISTERS] == enum("hu_register")


@pytest.mark.parametrize("name, prefix", [
    ("hu_explained_kind", "EXPLAINED_"), ("hu_explained_cause", "CAUSE_"), ("hu_explained_place", "PLACE_"),
    ("hu_explained_reason", "REASON_"), ("hu_explained_replacement", "REPLACED_")])
def test_words_of_explanations(name, prefix):
    assert [f"HU_{prefix}{word.upper()}" for word in _stages.WORDS[name]] == enum(name)
    kinds = enum("hu_kind")
    assert [f"HU_KIND_{word.upper()}" for word in _stages.WORDS["hu_kind"]] == kinds[:5]
