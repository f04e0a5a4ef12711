/* SPDX-License-Identifier: Apache-2.0
 *
 * data/digits.txt as bytes of the module.
 */
        .section .rodata.digits, "", @
        .globl  page_digits
page_digits:
        .incbin "data/digits.txt"
        .size   page_digits, DIGITS_BYTES
        .globl  page_digits_size
        .p2align 2
page_digits_size:
        .int32  DIGITS_BYTES
        .size   page_digits_size, 4
