#![no_main]

bulletin_fuzz::target!("images");
