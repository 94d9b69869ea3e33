#![no_main]

bulletin_fuzz::target!("stores");
