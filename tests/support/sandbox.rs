//! A temporary folder with one site in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder::OWN_FOLDER;
use super::program::{build, build_command, program};
use super::{Run, corpus, files, folder};

/// The two lines that a site needs.
pub(crate) const SITE: &str = "title = \"乡村振兴简报\"\nbase_url = \"https://jianbao.example/\"\n";

/// A temporary folder that is removed when the test ends. The site is in `site/`, its output in
/// `site/public/`. Paths of the site are written with `/`.
pub(crate) struct Sandbox {
    dir: tempfile::TempDir,
}

impl Sandbox {
    /// A sandbox whose site folder is empty.
    pub(crate) fn new() -> Self {
        let sandbox = Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
        };
        fs::create_dir(sandbox.site()).expect("the folder of the site");
        sandbox
    }

    /// A sandbox whose site is a site.toml and an empty folder content/.
    pub(crate) fn with_settings() -> Self {
        let sandbox = Self::new();
        fs::create_dir(sandbox.path("content")).expect("the folder of the texts");
        sandbox.write("site.toml", SITE);
        sandbox
    }

    /// A sandbox whose site has this many articles, and documents of the other kinds.
    pub(crate) fn with_articles(count: usize) -> Self {
        let sandbox = Self::new();
        sandbox.write_all(&corpus::site(count));
        sandbox
    }

    /// The temporary folder.
    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    /// The folder of the site.
    pub(crate) fn site(&self) -> PathBuf {
        self.outside("site")
    }

    /// The output folder of the site.
    pub(crate) fn public(&self) -> PathBuf {
        self.path("public")
    }

    /// A path of the site.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        below(&self.site(), path)
    }

    /// A path in the temporary folder, outside of the site.
    pub(crate) fn outside(&self, path: &str) -> PathBuf {
        below(self.root(), path)
    }

    /// Writes a file of the site, with the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        files::write(&self.path(path), bytes);
    }

    /// Writes many files of the site, in this order.
    pub(crate) fn write_all(&self, files: &[(String, String)]) {
        for (path, text) in files {
            self.write(path, text);
        }
    }

    /// Makes a symbolic link in the site.
    #[cfg_attr(
        not(unix),
        expect(clippy::unused_self, reason = "there are links on Unix alone")
    )]
    pub(crate) fn link(&self, path: &str, target: impl AsRef<Path>) {
        #[cfg(unix)]
        {
            let path = self.path(path);
            let folder = path.parent().expect("a folder");
            fs::create_dir_all(folder).expect("made");
            std::os::unix::fs::symlink(target, path).expect("a link");
        }
        #[cfg(not(unix))]
        panic!(
            "no link {path} to {}: there are links on Unix alone",
            target.as_ref().display()
        );
    }

    /// Removes a file or a folder of the site.
    #[track_caller]
    pub(crate) fn remove(&self, path: &str) {
        let path = self.path(path);
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        if let Err(error) = removed {
            let path = path.display();
            panic!("cannot remove {path}: {error}");
        }
    }

    /// Removes a file of the site if it exists.
    pub(crate) fn remove_if_exists(&self, path: &str) {
        if self.path(path).exists() {
            self.remove(path);
        }
    }

    /// The paths of all sources: the files that are neither outputs nor in the cache.
    pub(crate) fn sources(&self) -> Vec<String> {
        let mut paths: Vec<String> = folder::paths(&self.site()).into_iter().collect();
        let generated = ["public/".to_owned(), format!("{OWN_FOLDER}/")];
        paths.retain(|path| !generated.iter().any(|folder| path.starts_with(folder)));
        paths
    }

    /// The text of a file of the site, or `None` where there is no such file.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let bytes = fs::read(self.path(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Runs the program in the folder of the site, so that paths in messages are short.
    pub(crate) fn run<S: AsRef<str>>(&self, arguments: &[S]) -> Run {
        let arguments = arguments.iter().map(AsRef::as_ref);
        Run::of(program(&self.site()).args(arguments))
    }

    /// Runs `bulletin build` on the site.
    pub(crate) fn build(&self, options: &[&str]) -> Run {
        build(&self.site(), options)
    }

    /// Builds a copy of the sources, without the cache of the site, and returns the output folder.
    #[track_caller]
    pub(crate) fn build_clean(&self, name: &str, options: &[&str]) -> PathBuf {
        self.build_clean_with(name, options, &[])
    }

    /// The same with variables of the environment.
    #[track_caller]
    pub(crate) fn build_clean_with(
        &self,
        name: &str,
        options: &[&str],
        environment: &[(&str, &str)],
    ) -> PathBuf {
        let site = self.outside(&format!("{name}-site"));
        let out = self.outside(name);
        files::copy_files(&self.site(), &site, self.sources());
        let mut command = build_command(&site, options);
        command.arg("--out").arg(&out);
        command.envs(environment.iter().copied());
        Run::of(&mut command).expect(0);
        out
    }

    /// Makes every source an hour older, so that size and time alone show whether it has changed.
    pub(crate) fn age_sources(&self) {
        let hour = Duration::from_secs(3600);
        for path in self.sources() {
            let path = self.path(&path);
            let modified = fs::metadata(&path).and_then(|data| data.modified());
            let modified = modified.expect("the time of a file");
            if modified.elapsed().is_ok_and(|age| age < hour) {
                let file = fs::File::options().write(true).open(&path);
                let set = file.and_then(|file| file.set_modified(modified - hour));
                set.expect("the time can be set");
            }
        }
    }
}

/// `path`, which is written with `/`, below `folder`.
fn below(folder: &Path, path: &str) -> PathBuf {
    folder.join(path.split('/').collect::<PathBuf>())
}
