#![no_main]

bulletin_fuzz::target!("sites");
