//! References as writers type them, and the regions to which they must resolve.

use super::*;
use crate::testing::{LINEAR, assert_growth};

fn candidates(tree: &RegionTree, written: &str) -> Vec<String> {
    match tree.resolve(written) {
        Err(ResolveError::Ambiguous { candidates }) => candidates
            .iter()
            .map(|id| tree.unique_reference(*id))
            .collect(),
        other => panic!("{written}: {other:?}"),
    }
}

#[test]
fn every_division_but_a_province_lies_in_one() {
    let tree = built_in();
    for (_, region) in tree.iter() {
        assert_eq!(
            region.parent.is_none(),
            region.level == Level::Province,
            "{region:?}"
        );
    }
    let roots = tree.iter().filter(|(_, region)| region.parent.is_none());
    assert_eq!(roots.count(), 34);
}

#[test]
fn every_division_is_found_by_code_by_path_and_by_its_reference() {
    let tree = built_in();
    for (id, region) in tree.iter() {
        assert_eq!(tree.resolve(&region.key), Ok(id));
        let full = tree.full_name(id);
        assert_eq!(tree.resolve(&full), Ok(id), "{full}");
        assert_eq!(tree.resolve(&full.replace('/', "")), Ok(id), "{full}");
        let reference = tree.unique_reference(id);
        assert_eq!(tree.resolve(&reference), Ok(id), "{reference}");
    }
}

#[test]
fn a_full_name_is_unambiguous_or_all_its_regions_are_listed() {
    let tree = built_in();
    for (id, region) in tree.iter() {
        match tree.resolve(&region.name) {
            Ok(region) => assert_eq!(region, id),
            Err(ResolveError::Ambiguous { candidates }) => {
                assert!(candidates.contains(&id));
                assert!(candidates.is_sorted());
            }
            Err(other) => panic!("{}: {other:?}", region.name),
        }
    }
}

#[test]
fn references_resolve_to_the_right_region() {
    let tree = built_in();
    let cases = [
        ("451027", "451027"),
        (" ４５１０２７　", "451027"),
        ("450000", "450000"),
        ("450000000000", "450000"),
        ("451027000", "451027"),
        ("凌云县", "451027"),
        ("凌云", "451027"),
        ("广西/百色/凌云", "451027"),
        ("广西／百色市＞凌云县", "451027"),
        ("广西 百色 凌云", "451027"),
        ("广西/凌云", "451027"),
        ("广西百色凌云", "451027"),
        ("广西壮族自治区百色市凌云县", "451027"),
        ("451000/凌云", "451027"),
        ("广西", "450000"),
        ("广西区", "450000"),
        ("内蒙古", "150000"),
        ("百色", "451000"),
        ("恩施州", "422800"),
        ("恩施", "422800"),
        ("恩施市", "422801"),
        ("大理", "532900"),
        ("五峰", "420529"),
        ("五峰县", "420529"),
        ("湘西州", "433100"),
        ("湖南省/湘西州/花垣县", "433124"),
        ("前郭县", "220721"),
        ("察右前旗", "150926"),
        ("呼市", "150100"),
        ("鄂伦春旗", "150723"),
        ("岳阳", "430600"),
        ("岳阳县", "430621"),
        ("湖南/岳阳", "430600"),
        ("岳阳/岳阳县", "430621"),
        ("吉林", "220000"),
        ("吉林/吉林", "220200"),
        ("吉林省吉林市", "220200"),
        ("河南", "410000"),
        ("海南", "460000"),
        ("海南/共和县", "632521"),
        ("沙县", "350405"),
        ("沙县区", "350405"),
        ("横县", "450181"),
        ("芒市", "533103"),
        ("北京市/市辖区/朝阳区", "110105"),
        ("北京市市辖区朝阳区", "110105"),
        ("北京市/北京市/朝阳区", "110105"),
        ("北京北京市朝阳", "110105"),
        ("湖北省/省直辖县级行政区划/仙桃市", "429004"),
        ("重庆市/县/云阳县", "500235"),
        ("辽宁/朝阳", "211300"),
        ("香港", "810000"),
        ("台湾", "710000"),
        ("神农架", "429021"),
        ("浦东", "310115"),
        ("密云县", "110118"),
        ("北京/密云县", "110118"),
        ("110228", "110118"),
        ("襄樊", "420600"),
        ("襄樊市", "420600"),
        ("湖北襄樊市襄阳区", "420607"),
        ("毕节地区", "520500"),
        ("崇文区", "110101"),
        ("江北区", "330205"),
        ("重庆/江北区", "500157"),
        ("652201", "650502"),
        ("哈密市", "650500"),
        ("思茅市", "530800"),
    ];
    for (written, expected) in cases {
        assert_eq!(key(&tree, written).as_deref(), Ok(expected), "{written}");
    }
}

#[test]
fn an_ambiguous_name_lists_its_regions_in_the_order_of_their_codes() {
    let tree = built_in();
    assert_eq!(
        candidates(&tree, "鼓楼区"),
        ["南京/鼓楼区", "徐州/鼓楼区", "福州/鼓楼区", "开封/鼓楼区"]
    );
    assert_eq!(
        candidates(&tree, "江苏/鼓楼"),
        ["南京/鼓楼区", "徐州/鼓楼区"]
    );
    assert_eq!(candidates(&tree, "朝阳区"), ["北京/朝阳区", "长春/朝阳区"]);
    assert_eq!(
        candidates(&tree, "朝阳"),
        ["北京/朝阳区", "朝阳市", "朝阳县", "长春/朝阳区"]
    );
}

#[test]
fn an_unknown_name_comes_with_suggestions() {
    let tree = built_in();
    let nearest = |written: &str| match tree.resolve(written) {
        Err(ResolveError::Unknown {
            part,
            within,
            nearest,
        }) => (
            part,
            within.map(|id| tree.get(id).name.to_string()),
            nearest,
        ),
        other => panic!("{written}: {other:?}"),
    };
    let within = |name: &str| Some(name.to_owned());
    let (part, place, near) = nearest("凌去县");
    assert_eq!((part.as_str(), place), ("凌去县", None));
    assert!(near.contains(&"凌云县".to_owned()), "{near:?}");
    assert_eq!(
        nearest("广西/百色/凌去县"),
        ("凌去县".into(), within("百色市"), vec!["凌云县".into()])
    );
    assert_eq!(
        nearest("广西百色凌去县"),
        ("凌去县".into(), within("百色市"), vec!["凌云县".into()])
    );
    assert_eq!(
        nearest("广西/岳阳县"),
        (
            "岳阳县".into(),
            within("广西壮族自治区"),
            vec!["岳阳县".into()]
        )
    );
    let (_, _, near) = nearest("451072");
    assert!(near.contains(&"凌云县".to_owned()), "{near:?}");
    let (_, _, near) = nearest("岳阳搂区");
    assert_eq!(
        near.first().map(String::as_str),
        Some("岳阳楼区"),
        "{near:?}"
    );
}

#[test]
fn each_kind_of_failure_has_its_error() {
    let tree = built_in();
    assert_eq!(tree.resolve(" \u{3000}"), Err(ResolveError::Empty));
    assert_eq!(tree.resolve("4510"), Err(ResolveError::BadCode));
    assert_eq!(tree.resolve(&"凌".repeat(121)), Err(ResolveError::TooLong));
    let within = tree.resolve("凌云县").expect("a known region");
    assert_eq!(
        tree.resolve("451027100"),
        Err(ResolveError::Undeclared {
            code: "451027100".into(),
            within
        })
    );
    assert_eq!(
        tree.resolve("451027100000"),
        Err(ResolveError::Undeclared {
            code: "451027100".into(),
            within
        })
    );
    let abolished = |code: &str, name: &str| {
        Err(ResolveError::Abolished {
            code: code.into(),
            name: name.into(),
        })
    };
    assert_eq!(tree.resolve("130421"), abolished("130421", "邯郸县"));
    assert_eq!(tree.resolve("邯郸县"), abolished("130421", "邯郸县"));
    assert_eq!(tree.resolve("山东/莱芜市"), abolished("371200", "莱芜市"));
    assert!(matches!(
        tree.resolve("///"),
        Err(ResolveError::Unknown { .. })
    ));
}

#[test]
fn no_text_causes_a_panic_or_a_delay() {
    let tree = built_in();
    let pieces = [
        "广西",
        "百色",
        "凌云县",
        "鼓楼区",
        "吉林",
        "/",
        "县",
        "市",
        "朝阳",
        "45",
        "1027",
        " ",
        "·",
        "市辖区",
        "é",
        "\u{0}",
        "🌾",
        "a-b",
        "Ａ",
    ];
    let mut state = 7_usize;
    for _ in 0..200 {
        let mut text = String::new();
        for _ in 0..state % 9 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407)
                >> 1;
            text.push_str(pieces[state % pieces.len()]);
        }
        state = state.wrapping_add(1);
        if let Ok(id) = tree.resolve(&text) {
            assert!(tree.len() > id.0 as usize);
        }
    }
    // A part may repeat the one before it: 吉林/吉林市, 吉林市/吉林市.
    for (text, size, is_region) in [
        ("吉林", 60, true),
        ("凌", 100_000, false),
        ("/", 100_000, false),
        (" ", 100_000, false),
        ("吉林/", 40, true),
        ("县", 120, false),
        ("1", 100_000, false),
    ] {
        let resolved = assert_growth(
            LINEAR,
            size,
            |size| text.repeat(size),
            |text| tree.resolve(text),
        );
        assert_eq!(resolved.is_ok(), is_region, "{text}: {resolved:?}");
    }
}
