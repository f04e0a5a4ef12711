// SPDX-License-Identifier: Apache-2.0
//! The bindings for Rust: known answers through every function, and each constant against the name or the effect that it
//! has in the library. Run by rust.sh.
use halfulp_sys::*;
use std::ffi::{c_char, CStr, CString};
use std::ptr::{null, null_mut};

fn format(text: &str) -> u64 {
    let text = CString::new(text).unwrap();
    unsafe { hu_flat_format(text.as_ptr()) }
}

fn text(pointer: *const c_char) -> String {
    assert!(!pointer.is_null());
    unsafe { CStr::from_ptr(pointer) }.to_str().unwrap().to_owned()
}

/// An operation on codes of one format: (status, result, flags).
fn apply(operation: i32, f: u64, codes: [u64; 3], policies: u64, random: u64) -> (i32, u64, u32) {
    let (mut result, mut flags) = (0xDEAD, 0xDEAD);
    let [x, y, z] = codes;
    let status = unsafe {
        hu_flat_apply(operation, f, f, x, f, y, f, z, policies, random, &mut result, &mut flags)
    };
    (status, result, flags)
}

fn operations() {
    let named = [
        ("convert", HU_OP_CONVERT), ("add", HU_OP_ADD), ("sub", HU_OP_SUB), ("mul", HU_OP_MUL), ("div", HU_OP_DIV),
        ("sqrt", HU_OP_SQRT), ("mulAdd", HU_OP_FMA), ("rem", HU_OP_REMAINDER), ("nextUp", HU_OP_NEXT_UP),
        ("le_quiet", HU_OP_LESS_EQUAL_QUIET), ("class", HU_OP_CLASS), ("from_ui64", HU_OP_FROM_UINT64),
    ];
    for (name, number) in named {
        let c = CString::new(name).unwrap();
        assert_eq!(unsafe { hu_flat_operation(c.as_ptr()) }, number, "{name}");
        assert_eq!(text(unsafe { hu_flat_operation_name(number) }), name);
    }
    assert!(unsafe { hu_flat_operation_name(HU_OP_FROM_UINT64 + 1) }.is_null());
    let fp16 = format("fp16");
    // 0.1 + 0.2, sqrt(2), 2 * 3 + 1, 1 / 0, 0 / 0, the largest number doubled, the smallest one halved.
    assert_eq!(apply(HU_OP_ADD, fp16, [0x2E66, 0x3266, 0], 0, 0), (HU_STATUS_GOOD, 0x34CC, HU_INEXACT));
    assert_eq!(apply(HU_OP_SQRT, fp16, [0x4000, 0, 0], 0, 0), (HU_STATUS_GOOD, 0x3DA8, HU_INEXACT));
    assert_eq!(apply(HU_OP_FMA, fp16, [0x4000, 0x4200, 0x3C00], 0, 0), (HU_STATUS_GOOD, 0x4700, 0));
    assert_eq!(apply(HU_OP_DIV, fp16, [0x3C00, 0, 0], 0, 0), (HU_STATUS_GOOD, 0x7C00, HU_DIVIDE_BY_ZERO));
    assert_eq!(apply(HU_OP_DIV, fp16, [0, 0, 0], 0, 0), (HU_STATUS_GOOD, 0x7E00, HU_INVALID));
    assert_eq!(apply(HU_OP_ADD, fp16, [0x7BFF, 0x7BFF, 0], 0, 0), (HU_STATUS_GOOD, 0x7C00, HU_OVERFLOW | HU_INEXACT));
    assert_eq!(apply(HU_OP_MUL, fp16, [1, 0x3800, 0], 0, 0), (HU_STATUS_GOOD, 0, HU_UNDERFLOW | HU_INEXACT));
    assert_eq!(apply(HU_OP_CLASS, fp16, [0x8001, 0, 0], 0, 0), (HU_STATUS_GOOD, HU_NEGATIVE_SUBNORMAL, 0));
    assert_eq!(apply(HU_OP_CLASS, fp16, [0x7C00, 0, 0], 0, 0), (HU_STATUS_GOOD, HU_POSITIVE_INFINITY, 0));
}

fn policies() {
    let (fp16, e4m3) = (format("fp16"), format("e4m3"));
    let third = |policies, random| apply(HU_OP_DIV, fp16, [0x3C00, 0x4200, 0], policies, random).1;
    let stochastic = HU_STOCHASTIC_A << HU_FLAT_ROUNDING | 8 << HU_FLAT_RANDOM_BITS;
    assert_eq!(third(HU_NEAREST_EVEN << HU_FLAT_ROUNDING, 0), 0x3555);
    assert_eq!(third(HU_UP << HU_FLAT_ROUNDING, 0), 0x3556);
    assert_eq!(third(HU_DOWN << HU_FLAT_ROUNDING, 0), 0x3555);
    assert_eq!((third(stochastic, 0), third(stochastic, 255)), (0x3555, 0x3556));
    let zero_by_zero = |policies| apply(HU_OP_DIV, fp16, [0, 0, 0], policies, 0).1;
    assert_eq!(zero_by_zero(HU_X86_NAN << HU_FLAT_NAN), 0xFE00);
    assert_eq!(zero_by_zero(HU_NVIDIA_NAN << HU_FLAT_NAN), 0x7FFF);
    let double = |policies| apply(HU_OP_ADD, e4m3, [0x7E, 0x7E, 0], policies, 0).1;
    assert_eq!((double(0), double(HU_SATURATE_FINITE << HU_FLAT_OVERFLOW)), (0x7F, 0x7E));
    let tiny = |policies| apply(HU_OP_ADD, fp16, [1, 1, 0], policies, 0).1;
    assert_eq!((tiny(0), tiny(HU_FLUSH_OPERANDS << HU_FLAT_FLUSH)), (2, 0));
    assert_eq!(tiny(HU_FLUSH_RESULTS << HU_FLAT_FLUSH), 0);
    let by_zero = |policies| apply(HU_OP_DIV, fp16, [0x3C00, 0, 0], policies, 0).1;
    assert_eq!(by_zero(HU_ZERO_DIVIDE_NAN << HU_FLAT_ZERO_DIVIDE), 0x7E00);
    let mut like = 0;
    let cuda = CString::new("cuda").unwrap();
    assert_eq!(unsafe { hu_flat_like(cuda.as_ptr(), e4m3, &mut like) }, HU_STATUS_GOOD);
    assert_eq!(like >> HU_FLAT_OVERFLOW & 15, HU_SATURATE_ALL);
}

fn formats_and_mistakes() {
    let (fp16, fp64) = (format("fp16"), format("fp64"));
    for (name, width) in [("e2m1", 4), ("e4m3", 8), ("tf32", 19), ("fp64", 64), ("e5m3:inf=none,nan=top", 9)] {
        assert_eq!(unsafe { hu_flat_width(format(name)) }, width, "{name}");
    }
    assert_eq!((format("nix"), unsafe { hu_flat_width(0) }), (0, 0));
    let nix = CString::new("nix").unwrap();
    assert!(text(unsafe { hu_flat_format_error(nix.as_ptr()) }).contains("expected"));
    let unchanged = |status| (status, 0xDEAD, 0xDEAD);
    assert_eq!(apply(-1, fp16, [0; 3], 0, 0), unchanged(HU_STATUS_OPERATION));
    assert_eq!(apply(HU_OP_ADD, 0, [0; 3], 0, 0), unchanged(HU_STATUS_FORMAT));
    assert_eq!(apply(HU_OP_ADD, fp16, [0x10000, 0, 0], 0, 0), unchanged(HU_STATUS_CODE));
    assert_eq!(apply(HU_OP_ADD, fp16, [0; 3], 15, 0), unchanged(HU_STATUS_ENVIRONMENT));
    assert_eq!(apply(HU_OP_ADD, fp64, [0; 3], 0, 0), unchanged(HU_STATUS_PRECISION));
    let status = unsafe {
        hu_flat_apply(HU_OP_ADD, fp16, fp16, 0, fp16, 0, fp16, 0, 0, 0, null_mut(), null_mut())
    };
    assert_eq!(status, HU_STATUS_POINTER);
    for status in HU_STATUS_GOOD..=HU_STATUS_RECIPE {
        assert_ne!(text(unsafe { hu_flat_status(status) }), text(unsafe { hu_flat_status(HU_STATUS_RECIPE + 1) }));
    }
}

fn texts() {
    let fp16 = format("fp16");
    let print = |code, style| {
        let (mut buffer, mut length) = ([0u8; 64], 0);
        let status = unsafe { hu_flat_print(fp16, code, style, buffer.as_mut_ptr().cast(), 64, &mut length) };
        assert_eq!(status, HU_STATUS_GOOD);
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    };
    assert_eq!(print(0x2E66, HU_TEXT_SHORTEST), "0.1");
    assert_eq!(print(0x2E66, HU_TEXT_EXACT), "0.0999755859375");
    assert_eq!(print(0x2E66, HU_TEXT_HEX), "0x1.998p-4");
    let parse = |text: &str| {
        let (mut code, mut flags) = (0, 0);
        let status =
            unsafe { hu_flat_parse(fp16, text.as_ptr().cast(), text.len(), 0, 0, &mut code, &mut flags) };
        (status, code, flags)
    };
    assert_eq!(parse("0.1"), (HU_STATUS_GOOD, 0x2E66, HU_INEXACT));
    assert_eq!(parse("0.1x").0, HU_STATUS_TEXT);
    for code in (0..=0x7C00).chain(0x8000..=0xFC00) {
        assert_eq!(parse(&print(code, HU_TEXT_SHORTEST)).1, code);
    }
}

fn machine_and_random() {
    for x in [1.5f32, -0.0, f32::MIN_POSITIVE / 2.0, f32::INFINITY] {
        let (code, mut back) = (unsafe { hu_flat_from_float(&x) }, 0.0f32);
        unsafe { hu_flat_to_float(code, &mut back) };
        assert_eq!((code, back.to_bits()), (x.to_bits(), x.to_bits()));
        let (wide, mut back) = (f64::from(x), 0.0f64);
        let code = unsafe { hu_flat_from_double(&wide) };
        unsafe { hu_flat_to_double(code, &mut back) };
        assert_eq!((code, back.to_bits()), (wide.to_bits(), wide.to_bits()));
    }
    assert_eq!(unsafe { hu_flat_from_float(null()) }, 0);
    // Philox4x32-10 of zeros, as its authors published it: 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
    assert_eq!(unsafe { hu_flat_random(0, 0, 0) }, 0xE169_C58D_6627_E8D5);
}

fn main() {
    operations();
    policies();
    formats_and_mistakes();
    texts();
    machine_and_random();
    println!("rust: PASS: every function of halfulp_flat.h");
}
