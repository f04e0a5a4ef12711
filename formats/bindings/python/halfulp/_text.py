# SPDX-License-Identifier: Apache-2.0
"""Numbers read from text, and one operation explained stage by stage."""
from __future__ import annotations

import ctypes
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ._calls import Operation, operations
from ._env import Env, Flags, Policies, environment
from ._formats import Format, FormatLike, decimal_of, number
from ._library import hu_env, hu_explanation, hu_number, shared, status_text

if TYPE_CHECKING:
    from typing_extensions import Unpack


def _draw(env: hu_env, draws: Any) -> hu_env:
    if draws is not None:
        env.random = shared.hu_random_bits(draws.seed, draws.stream, draws.first, env.random_bits)
    return env


def parse(text: str, to: FormatLike, *, env: Env | None = None, **policies: Unpack[Policies]) -> tuple[int, Flags]:
    """All of text as a number of `to`, rounded once, however many digits it has: "-1.5e3", "0x1.8p+3", "inf", "nan".
    Returns (code, flags). Raises ValueError if it is no number."""
    format = Format(to)
    c = _draw(*environment(env, policies, format))
    return _parse(text, format, c), Flags(c.flags)


def _parse(text: str, format: Format, env: hu_env) -> int:
    data, x = text.encode("utf-8", "replace"), hu_number()
    error = shared.hu_parse_length(format._c, data, len(data), env, x)
    if error is not None:
        raise ValueError(f"{text!r}: {error.decode()}")
    return x.code


# ---- Explanations ----------------------------------------------------------------------------------------------------

# A colon or comma followed by inf=, nan= or zero= belongs to a format, and so does the minus of a bias: ue5m2b-3.
_FORMAT = r"\s*((?:[^\s:,-]|[:,](?=[A-Za-z]+=)|(?<=[bB])-)+)\s*"
_NUMBER = r"[-+]?(?:0[xX](?:[0-9A-Za-z.]|(?<=[pP])[-+])+|(?!0[xX])(?:[0-9A-Za-z.]|(?<=[0-9.][eE])[-+])+)"
_SIGNS = {"+": "add", "-": "sub", "*": "mul", "/": "div"}


class _Question(NamedTuple):
    operation: Operation
    formats: list[Format]
    to: Format
    numbers: list[str]


def explain(question: str, *, width: int = 80, env: Env | None = None, **policies: Unpack[Policies]) -> str:
    """How a code is read or a result is rounded, decode -> exact -> round -> encode, in at most `width` columns.

        print(hu.explain("fp16: 0.1 + 0.2", rounding="up"))
        print(hu.explain("e4m3, e4m3, fp32 -> fp16: fma(1.5, -2, 0x3F800000)"))

    The question is that of the command `halfulp explain`, FORMATS: EXPRESSION. One format, or one for each operand;
    after -> that of the result, which otherwise is the last operand's. The expression is x, x + y, x - y, x * y, x / y,
    or a function of the library: sqrt(x), fma(x, y, z), remainder(x, y), roundToIntegral(x), scaleB(x, n), ...
    A number is a code (0x and hexadecimal digits), decimal, hexadecimal with an exponent, inf or nan; one that its
    format does not have is first rounded to the nearest, and the text says so.
    """
    explanation, rounded = explanation_of(question, env, policies)
    result = ctypes.create_string_buffer(shared.hu_explain_text(None, 0, explanation, width) + 1)
    shared.hu_explain_text(result, len(result), explanation, width)
    return "".join(rounded) + ("\n" if rounded else "") + result.value.decode()


def explanation_of(question: str, env: Env | None, policies: Policies) -> tuple[hu_explanation, list[str]]:
    """The library's answer, and a line for each operand that its format does not have and was rounded."""
    asked = _read(question)
    c = _draw(*environment(env, policies, asked.to))
    operands, lines, formats = (hu_number * len(asked.numbers))(), [], iter(asked.formats)
    for i, (kind, text) in enumerate(zip(asked.operation.operands, asked.numbers)):
        if kind != "number":
            operands[i] = hu_number(None, _integer(text, kind))
            continue
        format = next(formats)
        code, nearest = _operand(text, format)
        operands[i] = number(format, code)
        if nearest:
            lines.append(f"{text} is not a number of {format}; the nearest is 0x{code:0{(format.bits + 3) // 4}X} = "
                         f"{decimal_of(format, code)}\n")
    explanation = hu_explanation()
    status = shared.hu_explain(asked.operation.number, asked.to._c, operands, c, explanation)
    if status != 0:
        raise ValueError(f"{question!r}: {status_text(status)}")
    return explanation, lines


def _read(question: str) -> _Question:
    found = re.fullmatch(rf"({_FORMAT}(?:,{_FORMAT})*)(?:->{_FORMAT})?(?::|(?<=\s))(.*)", question)
    if found is None:
        raise ValueError(f"{question!r}: expected FORMATS: EXPRESSION, such as 'fp16: 0.1 + 0.2'")
    formats = [Format(match.group(1)) for match in re.finditer(_FORMAT + r"(?:,|$)", found.group(1))]
    operation, numbers = _expression(question, found.group(5).strip())
    count = operation.operands.count("number")
    if len(formats) not in (1, count):
        raise ValueError(f"{question!r}: expected one format, or one for each operand ({count})")
    to = Format(found.group(4)) if found.group(4) else formats[-1]
    return _Question(operation, formats if len(formats) == count else formats * count, to, numbers)


def _expression(question: str, expression: str) -> tuple[Operation, list[str]]:
    call = re.fullmatch(rf"(\w+)\s*\(\s*({_NUMBER}(?:\s*,\s*{_NUMBER})*)\s*\)", expression)
    if call:
        operation, numbers = _function(question, call.group(1)), re.split(r"\s*,\s*", call.group(2))
        if len(numbers) != len(operation.operands):
            raise ValueError(f"{question!r}: expected {len(operation.operands)} operands of {call.group(1)}")
        return operation, numbers
    binary = re.fullmatch(rf"({_NUMBER})(?:\s*([-+*/])\s*({_NUMBER}))?", expression)
    if binary is None:
        raise ValueError(f"{question!r}: expected x, x + y, x - y, x * y, x / y or a function, not {expression!r}")
    name = _SIGNS.get(binary.group(2), "convert")
    return _function(question, name), [x for x in binary.group(1, 3) if x is not None]


def _function(question: str, name: str) -> Operation:
    def plain(word: str) -> str:
        return word.lower().replace("_", "")

    for operation in operations():
        names = {plain(operation.name), plain(operation.text.partition("(")[0]) if "(" in operation.text else ""}
        if plain(name) in names | ({"fma"} if operation.name == "mulAdd" else set()):
            if shared.hu_explainable(operation.number):
                return operation
            raise ValueError(f"{question!r}: {name} has no result that is rounded")
    raise ValueError(f"{question!r}: {name}: expected a function such as sqrt or fma")


def _operand(text: str, format: Format) -> tuple[int, bool]:
    """The code, and whether it was rounded."""
    if re.fullmatch(r"0[xX][0-9A-Fa-f]+", text):
        if int(text, 16) >> format.bits:
            raise ValueError(f"{text}: expected a code of at most {format.bits} bits, the width of {format}")
        return int(text, 16), False
    env = hu_env()
    return _parse(text, format, env), bool(env.flags & 1)


def _integer(text: str, kind: str) -> int:
    """A decimal integer, or its code: as the code of that kind."""
    bits, is_signed, is_code = 32 if kind.endswith("32") else 64, kind.startswith("int"), text[:2].lower() == "0x"
    try:
        n = int(text, 16 if is_code else 10)
    except ValueError:
        raise ValueError(f"{text}: expected an integer, or 0x and hexadecimal digits") from None
    least, most = (-1 << bits - 1, (1 << bits - 1) - 1) if is_signed and not is_code else (0, (1 << bits) - 1)
    if not least <= n <= most:
        raise ValueError(f"{text}: expected {'a signed' if is_signed else 'an unsigned'} integer of {bits} bits")
    return n & (1 << bits) - 1
