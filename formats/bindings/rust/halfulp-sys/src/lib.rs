// SPDX-License-Identifier: Apache-2.0
//! The C library halfulp in Rust, as it is: bit-exact arithmetic in the formats of mixed precision, through
//! `halfulp_flat.h`, where formats, operations, codes and policies are integers.
//!
//! Every mistake in an argument is a status, never undefined behaviour, but for the pointers: texts end with a zero or have
//! a length, and results are written where they point. Functions have no state and may be called from any thread.
#![no_std]
#![allow(rustdoc::broken_intra_doc_links)] // comments of C

#[rustfmt::skip]
mod flat;
pub use flat::*;
