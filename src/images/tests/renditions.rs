//! Sizes, addresses and bytes of renditions.

use super::super::encode::encode;
use super::super::samples::{self, exif_segment, gif, jpeg, pixels, png, rgb_png, webp};
use super::*;

#[test]
fn renditions_are_no_larger_than_the_image_and_keep_its_proportions() {
    let sizes = |bytes: &[u8]| {
        let picture = planned(bytes);
        let renditions = picture
            .renditions
            .iter()
            .map(|rendition| (rendition.width, rendition.height));
        (renditions.collect::<Vec<_>>(), picture.size)
    };
    let large = jpeg(240, 120, &[]);
    let expected = vec![(120, 60), (80, 40), (40, 20), (120, 60), (80, 40), (40, 20)];
    assert_eq!(sizes(&large), (expected, (120, 60)));
    // The image's own width is one of them, and a light file is offered itself.
    assert_eq!(
        sizes(&jpeg(100, 50, &[])).0,
        [(100, 50), (80, 40), (40, 20), (80, 40), (40, 20)]
    );
    let small = planned(&jpeg(30, 10, &[]));
    assert_eq!(
        (small.src.as_str(), small.srcset.as_str()),
        ("/a/photo.x", "")
    );
    assert_eq!(small.renditions.len(), 1);
    for (rendition, bytes) in planned(&large).renditions.iter().zip(rendered(&large)) {
        let info = info(&bytes);
        assert_eq!(
            (info.width, info.height),
            (rendition.width, rendition.height)
        );
    }
}

#[test]
fn addresses_depend_on_the_content() {
    let url = |bytes: &[u8]| planned(bytes).renditions[0].url.clone();
    let (one, other) = (url(&jpeg(200, 100, &[])), url(&jpeg(200, 101, &[])));
    assert_ne!(one, other);
    assert!(
        one.starts_with("/a/photo-") && one.ends_with("-120.webp"),
        "{one}"
    );
    let picture = planned(&jpeg(200, 100, &[]));
    assert_eq!(picture.srcset.matches(".jpg").count(), 3);
    assert!(
        picture
            .srcset
            .starts_with(&format!("{} 120w, ", picture.src)),
        "{}",
        picture.srcset
    );
}

#[test]
fn one_pixel_is_an_image() {
    for bytes in [
        jpeg(1, 1, &[]),
        rgb_png(1, 1, &[]),
        webp(1, 1, false, &[]),
        gif(1, 1, 1),
    ] {
        assert_eq!(planned(&bytes).size, (1, 1));
        assert_eq!(rendered(&bytes).len(), 1);
    }
    // So is a single row.
    assert!(
        rendered(&rgb_png(300, 1, &[]))
            .iter()
            .all(|bytes| info(bytes).height == 1)
    );
}

/// Renditions of it would save nothing, and a few kilobytes may hold a hundred of its kind.
#[test]
fn an_image_that_is_nearly_blank_is_embedded_itself() {
    let has_renditions =
        |file: &[u8]| Picture::plan(file, &info(file), "/a.png", &layout()).is_some();
    for side in [300, 1_000, 2_048] {
        let data = vec![0; (side * side) as usize];
        let (kind, depth) = (png::ColorType::Grayscale, png::BitDepth::Eight);
        let blank = png((side, side), kind, depth, &data, &[]);
        assert!(!has_renditions(&blank), "{side} {}", blank.len());
    }
    assert!(has_renditions(&jpeg(300, 300, &[])));
    assert!(has_renditions(&rgb_png(64, 64, &[])));
}

#[test]
fn an_animation_stays_animated() {
    let animation = gif(20, 10, 3);
    let info = info(&animation);
    assert!(info.animated);
    assert_eq!(Picture::plan(&animation, &info, "/a.gif", &layout()), None);
    let stripped = strip_metadata(&animation, &info).unwrap();
    let mut decoder = gif::DecodeOptions::new().read_info(&stripped[..]).unwrap();
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
    assert_eq!(
        std::iter::from_fn(|| decoder.read_next_frame().unwrap().map(|_| ())).count(),
        3
    );
}

#[test]
fn transparency_is_kept() {
    let data = pixels(200, 100, true).data;
    let bytes = png(
        (200, 100),
        ::png::ColorType::Rgba,
        ::png::BitDepth::Eight,
        &data,
        &[],
    );
    let picture = planned(&bytes);
    assert!(
        picture.src.ends_with(".png") || picture.src.ends_with(".x"),
        "{}",
        picture.src
    );
    for bytes in rendered(&bytes) {
        let decoded = decoded(&bytes);
        assert!(decoded.alpha && pixel(&decoded, 1, 5)[3] < 10 && pixel(&decoded, 8, 5)[3] > 245);
    }
}

#[test]
fn wide_gamut_profiles_are_kept() {
    let profile = |name: &str| {
        (
            0xe2,
            [b"ICC_PROFILE\0\x01\x01".to_vec(), samples::profile(name)].concat(),
        )
    };
    let contains =
        |bytes: &[u8], name: &str| memchr::memmem::find(bytes, name.as_bytes()).is_some();
    for bytes in rendered(&jpeg(200, 100, &[profile("Display P3")])) {
        assert!(contains(&bytes, "Display P3"));
        assert_eq!(
            decoded(&bytes).profile,
            Some(samples::profile("Display P3"))
        );
    }
    // sRGB is the default of every browser.
    for bytes in rendered(&jpeg(200, 100, &[profile("sRGB IEC61966-2.1")])) {
        assert!(!contains(&bytes, "sRGB") && !contains(&bytes, "ICC"));
    }
    let profiled = Pixels {
        profile: Some(samples::profile("Display P3")),
        ..pixels(20, 10, true)
    };
    for encoding in [
        Encoding::PhotoWebP,
        Encoding::DrawingWebP,
        Encoding::Png,
        Encoding::Drawing,
    ] {
        let bytes = encode(&profiled, encoding).unwrap();
        assert_eq!(decoded(&bytes).profile, profiled.profile, "{encoding:?}");
    }
}

#[test]
fn renditions_do_not_depend_on_the_number_of_threads() {
    let bytes = jpeg(200, 150, &[exif_segment(6)]);
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    assert_eq!(
        pool(1).install(|| rendered(&bytes)),
        pool(4).install(|| rendered(&bytes))
    );
}
