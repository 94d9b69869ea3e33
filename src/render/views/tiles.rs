//! The provinces as equal tiles, each roughly where it is, without borders and without map data.

use super::archive::shade;
use crate::site::Taxonomy;
use crate::theme::views::TileView;

/// Code, short name, row and column of each tile, in the order of the codes. Rows run from north to south,
/// columns from west to east; neighbours are side by side where eight columns allow it.
const TILES: [(&str, &str, u8, u8); 34] = [
    ("110000", "北京", 3, 6),
    ("120000", "天津", 3, 7),
    ("130000", "河北", 4, 6),
    ("140000", "山西", 4, 5),
    ("150000", "内蒙古", 3, 5),
    ("210000", "辽宁", 3, 8),
    ("220000", "吉林", 2, 8),
    ("230000", "黑龙江", 1, 8),
    ("310000", "上海", 5, 8),
    ("320000", "江苏", 5, 7),
    ("330000", "浙江", 6, 7),
    ("340000", "安徽", 5, 6),
    ("350000", "福建", 7, 7),
    ("360000", "江西", 6, 6),
    ("370000", "山东", 4, 7),
    ("410000", "河南", 5, 5),
    ("420000", "湖北", 6, 5),
    ("430000", "湖南", 7, 5),
    ("440000", "广东", 7, 6),
    ("450000", "广西", 8, 4),
    ("460000", "海南", 8, 5),
    ("500000", "重庆", 6, 4),
    ("510000", "四川", 5, 3),
    ("520000", "贵州", 7, 4),
    ("530000", "云南", 7, 3),
    ("540000", "西藏", 5, 2),
    ("610000", "陕西", 5, 4),
    ("620000", "甘肃", 4, 3),
    ("630000", "青海", 4, 2),
    ("640000", "宁夏", 4, 4),
    ("650000", "新疆", 3, 1),
    ("710000", "台湾", 7, 8),
    ("810000", "香港", 8, 7),
    ("820000", "澳门", 8, 6),
];

/// Every province, with its page and count where the site has articles about it.
pub(in crate::render) fn tiles(regions: &Taxonomy) -> Vec<TileView> {
    let province = |code: &str| {
        let terms = regions.roots.iter().map(|&term| &regions.terms[term]);
        terms.into_iter().find(|term| term.key == code)
    };
    let counts = regions.roots.iter().map(|&term| &regions.terms[term]);
    let max = counts.map(|term| term.articles.len()).max().unwrap_or(0);
    let tile = |&(code, name, row, column): &(&str, &str, u8, u8)| {
        let term = province(code);
        let count = term.map_or(0, |term| term.articles.len());
        TileView {
            key: code.to_owned(),
            name: name.to_owned(),
            full_name: term.map_or_else(|| name.to_owned(), |term| term.name.clone()),
            url: term.map(|term| term.url.clone()),
            row,
            column,
            count,
            step: shade(count, max),
        }
    };
    TILES.iter().map(tile).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_province_of_the_table_has_a_tile_of_its_own() {
        let table = include_str!("../../../data/regions.tsv");
        let codes = table.lines().filter_map(|line| line.split('\t').next());
        let provinces: BTreeSet<&str> = codes
            .filter(|code| code.len() == 6 && code.ends_with("0000"))
            .collect();
        let tiles: BTreeSet<&str> = TILES.iter().map(|tile| tile.0).collect();
        assert_eq!(tiles, provinces);
        let places: BTreeSet<(u8, u8)> = TILES.iter().map(|tile| (tile.2, tile.3)).collect();
        assert_eq!(places.len(), TILES.len());
        assert!(places.iter().all(|&(row, column)| row <= 8 && column <= 8));
    }
}
