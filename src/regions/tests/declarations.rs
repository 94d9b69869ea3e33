//! Declared regions: their places in the tree, their names, and the errors of declarations.

use super::*;

fn declared(key: &str, name: &str, parent: &str) -> RegionDeclaration {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    RegionDeclaration {
        key: key.to_owned(),
        name: some(name),
        aliases: Vec::new(),
        parent: some(parent),
    }
}

#[test]
fn towns_villages_and_foreign_places_are_declared() {
    let (tree, errors) = RegionTree::new(vec![
        declared("451027100200", "东兆村", ""),
        declared("451027100", "泗城镇", ""),
        declared("451027101201", "平林村", ""),
        declared("441900003", "东城街道", ""),
        declared("620201101", "新城镇", ""),
        declared("110228100", "鼓楼街道", ""),
        declared("dong-zhao", "东照屯", "凌云/泗城/东兆"),
        declared("japan", "日本", ""),
        declared("kumamoto", "Kumamoto Prefecture", "日本"),
        declared("653199", "新设县", ""),
    ]);
    assert_eq!(errors, []);
    let full = |written: &str| tree.full_name(tree.resolve(written).expect("a known region"));
    assert_eq!(full("东兆"), "广西壮族自治区/百色市/凌云县/泗城镇/东兆村");
    assert_eq!(full("451027101201"), "广西壮族自治区/百色市/凌云县/平林村");
    assert_eq!(full("百色泗城"), "广西壮族自治区/百色市/凌云县/泗城镇");
    assert_eq!(
        full("DONG-ZHAO"),
        "广西壮族自治区/百色市/凌云县/泗城镇/东兆村/东照屯"
    );
    assert_eq!(full("凌云/dong-zhao"), full("东照屯"));
    assert_eq!(full("441900003"), "广东省/东莞市/东城街道");
    assert_eq!(full("嘉峪关/新城"), "甘肃省/嘉峪关市/新城镇");
    assert_eq!(full("北京鼓楼街道"), "北京市/密云区/鼓楼街道");
    assert_eq!(full("日本/kumamoto prefecture"), "日本/Kumamoto Prefecture");
    assert_eq!(full("喀什/新设"), "新疆维吾尔自治区/喀什地区/新设县");
    assert!(
        tree.iter()
            .all(|(id, _)| tree.resolve(&tree.unique_reference(id)) == Ok(id))
    );
    assert!(tree.iter().map(|(_, region)| &region.key).is_sorted());
    let japan = tree.resolve("japan").expect("a known region");
    let kumamoto = tree.resolve("kumamoto").expect("a known region");
    assert_eq!(tree.get(kumamoto).parent, Some(japan));
    assert_eq!(tree.get(japan).level, Level::Other);
    assert_eq!(
        tree.get(tree.resolve("451027100").expect("a known region"))
            .level,
        Level::Township
    );
}

#[test]
fn names_that_a_site_declares_are_suggested_first() {
    let mut street = declared("laojie", "老街", "");
    street.aliases = vec!["市中区".into()];
    let (tree, errors) = RegionTree::new(vec![street]);
    assert_eq!(errors, []);
    let Err(ResolveError::Unknown { nearest, .. }) = tree.resolve("市种区") else {
        panic!("there is no such place");
    };
    assert_eq!(nearest.len(), 3);
    assert_eq!(nearest[0], "老街");
}

#[test]
fn a_site_adds_names_to_a_built_in_division() {
    let mut nanjing = declared("320106", "", "");
    nanjing.aliases = vec!["鼓楼区".into(), "Gulou".into()];
    let (tree, errors) = RegionTree::new(vec![
        nanjing,
        declared("４５１０２７", "凌云自治县", "百色市"),
    ]);
    assert_eq!(errors, []);
    assert_eq!(tree.len(), built_in().len());
    assert_eq!(key(&tree, "鼓楼区").as_deref(), Ok("320106"));
    assert_eq!(key(&tree, "gulou").as_deref(), Ok("320106"));
    assert_eq!(
        tree.get(tree.resolve("451027").expect("a known region"))
            .name,
        "凌云自治县"
    );
    assert_eq!(
        tree.unique_reference(tree.resolve("350102").expect("a known region")),
        "福州/鼓楼区"
    );
}

#[test]
fn parents_are_found_whatever_the_order() {
    let (tree, errors) = RegionTree::new(vec![
        declared("tun", "大屯", "凌云县/镇甲/村乙"),
        declared("cun", "村乙", "凌云县/镇甲"),
        declared("zhen", "镇甲", "凌云县"),
        declared("xincun", "新村", "xincun-zhen"),
        declared("xincun-zhen", "新村", "凌云县"),
    ]);
    assert_eq!(errors, []);
    assert_eq!(
        tree.full_name(tree.resolve("tun").expect("a known region")),
        "广西壮族自治区/百色市/凌云县/镇甲/村乙/大屯"
    );
    assert_eq!(
        tree.path(tree.resolve("xincun").expect("a known region"))
            .len(),
        5
    );
}

#[test]
fn errors_come_with_the_position_of_their_declaration() {
    let (tree, errors) = RegionTree::new(vec![
        declared("a", "甲地", "乙地"),
        declared("b", "乙地", "甲地"),
        declared("c", "丙地", "没有的县"),
        declared("d", "", ""),
        declared("451027", "", "百色"),
        declared("451027", "", ""),
        declared("Bad_Key", "丁地", ""),
        declared("12345", "戊地", ""),
        declared("999999100", "己镇", ""),
        declared("110228", "密云县", ""),
        declared("450000", "", "广东"),
        declared("e", "辛地", "e"),
        declared("-f", "壬地", ""),
        declared("g", "癸地", "鼓楼区"),
    ]);
    let find = |written: &str| tree.resolve(written).expect("a known region");
    let positions: Vec<usize> = errors.iter().map(|(position, _)| *position).collect();
    assert_eq!(positions, [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    let at = |position: usize| {
        errors
            .iter()
            .find(|(at, _)| *at == position)
            .map(|(_, error)| error.clone())
            .expect("an error")
    };
    assert_eq!(at(1), DeclarationError::Cycle { parent: find("a") });
    assert!(matches!(
        at(2),
        DeclarationError::Parent(ResolveError::Unknown { .. })
    ));
    assert_eq!(at(3), DeclarationError::MissingName);
    assert_eq!(at(5), DeclarationError::Duplicate { first: 4 });
    assert_eq!(at(6), DeclarationError::BadKey);
    assert_eq!(at(7), DeclarationError::BadKey);
    assert_eq!(
        at(8),
        DeclarationError::NoPlace {
            prefix: "999999".into()
        }
    );
    assert_eq!(
        at(9),
        DeclarationError::Retired {
            successor: find("密云区")
        }
    );
    assert_eq!(at(10), DeclarationError::OtherParent { actual: None });
    assert_eq!(at(11), DeclarationError::Cycle { parent: find("e") });
    assert_eq!(at(12), DeclarationError::BadKey);
    assert!(matches!(
        at(13),
        DeclarationError::Parent(ResolveError::Ambiguous { .. })
    ));
    assert_eq!(tree.full_name(find("a")), "乙地/甲地");
}
