# SPDX-License-Identifier: Apache-2.0
"""Models of instructions against the lines of `halfulp gen`; structured explanations and inspect against --json."""
import json
import re
import subprocess

import numpy as np
import pytest

import halfulp as hu
from test_explain import COMMAND, QUESTIONS, command

LINES = 150


def of_command(*words):
    if not COMMAND.exists():
        pytest.skip(f"no command {COMMAND}")
    return subprocess.run([str(COMMAND), *words], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("row", hu.models(), ids=lambda row: row.name)
def test_as_the_command(row):
    """Lines have the operands' codes, those of the result, and the flags, if there are any."""
    groups = row.groups_max or 1
    process = subprocess.Popen([str(COMMAND), "gen", row.name], stdout=subprocess.PIPE, text=True)
    lines = [line for _, line in zip(range(LINES), process.stdout)]
    process.stdout.close()
    process.wait()
    columns = np.array([[int(word, 16) for word in line.split()] for line in lines], dtype=np.uint64).T
    operands, at = [], 0
    for vector in row.operands:
        count = vector.elements * (groups if vector.grouped else 1)
        block = columns[at:at + count].T.astype(vector.format.dtype)
        operands.append(block if vector.elements > 1 or vector.grouped else block[:, 0])
        at += count
    codes, flags = hu.model(row.name, *operands)
    assert codes.dtype == row.result.format.dtype
    assert np.array_equal(codes.reshape(len(lines), -1).T, columns[at:at + row.result.elements])
    if row.status is not None:
        assert np.array_equal(flags, columns[-1])
    assert len(columns) == at + row.result.elements + (row.status is not None)


def test_shapes_and_numbers():
    x = np.float32([[1.0, 0.1], [65520.0, np.inf]])
    codes, flags = hu.model("x86_vcvtps2ph", x)
    assert np.array_equal(codes, np.uint16([[0x3C00, 0x2E66], [0x7C00, 0x7C00]])) and flags.shape == (2, 2)
    assert hu.model("x86_vcvtps2ph", np.float32(0.1), control=0x1F80 | 0x4000, immediate=4)[0] == 0x2E67  # up
    assert hu.model("x86_vdpbf16ps", np.float32(0.5), [0x3F80, 0x4000], [0x4040, 0x4080])[0] == 0x41380000  # 0.5+3+8
    assert hu.model("x86_vdpbf16ps", np.zeros(3, np.float32), [0x3F80, 0], [0x3F80, 0])[0].tolist() == [0x3F800000] * 3


@pytest.mark.parametrize("arguments, keywords, what", [
    (("nix",), {}, "expected one of models"), (("x86_vcvtps2ph", 1, 2), {}, "expected x"),
    (("x86_vdpbf16ps", np.float32(1), [1, 2, 3], [1, 2]), {}, "2 elements"),
    (("x86_vcvtps2ph", 0x3F800000), {"control": 0}, "control"),
    (("x86_vcvtps2ph", 0x3F800000), {"immediate": 256}, "control"),
    (("x86_vcvtps2ph", np.float64(1)), {}, "expected codes of fp32")])
def test_refused(arguments, keywords, what):
    with pytest.raises((TypeError, ValueError), match=what):
        hu.model(*arguments, **keywords)


# ---- Explanations as data --------------------------------------------------------------------------------------------


def of_json(value):
    """What the command writes, in the names and types of explained()."""
    if isinstance(value, list):
        return [of_json(one) for one in value]
    if isinstance(value, str) and re.fullmatch("0x[0-9A-F]+", value):
        return int(value, 16)
    if not isinstance(value, dict):
        return value
    result = {name: of_json(one) for name, one in value.items()}
    if "operands" in result:
        result["operand"] = result.pop("operands")
    if "addend0" in result:
        result["addend"] = [result.pop("addend0"), result.pop("addend1")]
    if "format" in result:
        result["format"] = hu.Format(result["format"]) if result["format"] else None
    return result


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("options, keywords", [
    ([], {}), (["--rounding", "up", "--saturate"], {"rounding": "up", "saturate": "all"})], ids=["default", "up"])
def test_explained(question, options, keywords):
    done = command("--json", question, *options)
    assert done.returncode == 0 and hu.explained(question, **keywords) == of_json(json.loads(done.stdout))


# ---- Tensors of a file -----------------------------------------------------------------------------------------------


def test_inspect(tmp_path, monkeypatch):
    monkeypatch.setenv("HALFULP_COMMAND", str(COMMAND))
    file = tmp_path / "x.npy"
    np.save(file, np.float32([[1.0, -448.0], [0.0, np.nan]]))
    report = hu.inspect(file)
    assert report == json.loads(of_command("inspect", "--json", str(file)))
    (tensor,) = report["tensors"]
    assert (tensor["amax"], tensor["zeros"], tensor["nans"], tensor["shape"]) == (448, 1, 1, [2, 2])
    np.save(file, np.uint8([0x7E, 0x01]))
    (tensor,) = hu.inspect(str(file), dtype="e4m3", all=True, sqnr=30)["tensors"]
    assert (tensor["format"], tensor["amax"], tensor["least"]) == ("e4m3", 448, 2.0**-9)
    with pytest.raises(FileNotFoundError, match="no such file"):
        hu.inspect(tmp_path / "absent.npy")
    file.write_bytes(b"not NumPy")
    with pytest.raises(ValueError, match="x.npy"):
        hu.inspect(file)
    monkeypatch.setenv("HALFULP_COMMAND", str(tmp_path / "nothing"))
    with pytest.raises(FileNotFoundError):
        hu.inspect(file)


def test_inspect_safetensors(tmp_path, monkeypatch):
    monkeypatch.setenv("HALFULP_COMMAND", str(COMMAND))
    header = b'{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    file = tmp_path / "model.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header + np.float32([2, -0.5]).tobytes())
    try:
        (tensor,) = hu.inspect(file, tensor="w")["tensors"]
    except ValueError as error:
        pytest.skip(str(error))
    assert (tensor["name"], tensor["amax"], tensor["least"]) == ("w", 2, 0.5)
