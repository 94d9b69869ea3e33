#!/usr/bin/env bash
# Checks the pages, style sheets and drawings of finished sites with the Nu HTML checker:
# html.sh VNU_JAR SITE... Errors fail, warnings are printed. The checker does not report files that it cannot
# read, such as one whose name the locale cannot represent. So it first gets a page with an error, and its pages
# are counted.
set -euo pipefail
export LC_ALL=C.UTF-8

jar=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The policy is tested in the browser: a file has no origin for 'self', and the checker takes JSON-LD for a
# script.
# check SITE: messages to standard output, the names of the files that were read to $work/read.
check() {
  java -Xss4m -jar "$jar" --skip-non-html --also-check-css --also-check-svg --verbose --stdout "$1" 2>"$work/read" |
    { grep -v -e 'File was not checked' -e 'violates Content Security Policy' || true; }
}

mkdir -p "$work/probe/文件夹"
echo '<!doctype html><html lang="zh"><title>x</title><p id="a"><p id="a">' >"$work/probe/文件夹/index.html"
if check "$work/probe" >/dev/null; then
  echo "  the checker finds no error in a page that has one"
  exit 1
fi

for site in "$@"; do
  check "$site"
  there=$(find "$site" -name '*.html' | wc -l)
  read=$(grep -c '\.html$' "$work/read" || true)
  if [ "$there" -eq 0 ] || [ "$there" -ne "$read" ]; then
    echo "  $site has $there pages, the checker read $read"
    exit 1
  fi
  echo "html, $site: $there pages, no error"
done
