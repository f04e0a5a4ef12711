// SPDX-License-Identifier: Apache-2.0
//! Links libhalfulp. Where it is: the folder HALFULP_LIB_DIR; without it, `build` of the repository around this crate, if
//! there is one; otherwise wherever the linker looks. Which one: HALFULP_LINK is `static` or `dylib`; without it, static
//! if that folder has libhalfulp.a.
use std::{env, path::PathBuf};

fn main() {
    println!("cargo:rerun-if-env-changed=HALFULP_LIB_DIR");
    println!("cargo:rerun-if-env-changed=HALFULP_LINK");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let folder = match env::var_os("HALFULP_LIB_DIR") {
        Some(folder) => Some(PathBuf::from(folder)),
        None => here.join("../../../../build").canonicalize().ok(),
    };
    let archive = folder.as_ref().map(|folder| folder.join("libhalfulp.a"));
    if let (Some(folder), Some(archive)) = (&folder, &archive) {
        println!("cargo:rustc-link-search=native={}", folder.display());
        println!("cargo:rerun-if-changed={}", archive.display());
    }
    let kind = match env::var("HALFULP_LINK").as_deref() {
        Ok("static") => "static",
        Ok("dylib") => "dylib",
        Ok(other) => panic!("HALFULP_LINK: expected static or dylib, not {other}"),
        Err(_) if archive.map_or(false, |archive| archive.exists()) => "static",
        Err(_) => "dylib",
    };
    println!("cargo:rustc-link-lib={kind}=halfulp");
}
