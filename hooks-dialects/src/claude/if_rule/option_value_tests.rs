//! Programs that are named in the value of an option. The value is a separate word, or follows the option or other
//! options in the same word.

use super::*;

#[test]
fn a_program_in_the_value_of_an_option_fits_wherever_the_value_is() {
    let missed: Vec<&str> = [
        "sed -l 5 '1e sh evil' f",
        "sudo sed -n '1e sh evil' f",
        "env sed -l 5 '1e sh evil' f",
        "tar '-Ish evil' -xf a.tar",
        "tar -I 'sh evil' -xf a.tar",
        "tar -xf a.tar -I 'sh evil'",
        "tar -xI 'sh evil' -f a.tar",
        "tar '-xIsh evil' -f a.tar",
        "tar xIf 'sh evil' a.tar",
        "tar xfI a.tar 'sh evil'",
        "tar -I ./evil -xf a.tar",
        "tar -I./evil -xf a.tar",
        "tar -xIf ./evil a.tar",
        "tar --use-compress-program 'sh evil' -xf a.tar",
        "tar --use-compress-program ./evil -xf a.tar",
        "tar --use ./evil -xf a.tar",
        "tar -F ./evil -xMf a.tar",
        "tar -xMF ./evil -f a.tar",
        "tar xMFf ./evil a.tar",
        "tar --info-script ./evil -xMf a.tar",
        "tar --to-command ./evil -xf a.tar",
        "sudo tar -x -f a.tar -I 'sh evil'",
        "awk -f evil",
        "awk -F : -f evil",
        "gawk -bf evil f",
        "gawk -l ./evil 1 f",
        "gawk -i evil 1 f",
        "gawk -E evil",
        "gawk -L -E evil",
        "mawk -W exec evil",
        "env -S 'sh evil'",
        "env '-Ssh evil'",
        "env --split-string 'sh evil'",
        "env --split-string='sh evil'",
        "watch 'sh evil'",
        "flock l -c 'sh evil'",
        "script -c 'sh evil' f",
        "hyperfine 'sh evil'",
        "strace -o '|sh evil' ls",
        "entr -s 'sh evil'",
        "tmux new-session 'cd a; sh evil'",
        "git -c core.pager='sh evil' log",
        "git -c alias.x='!sh evil' x",
        "git difftool -x 'sh evil'",
        "git rebase -x 'sh evil' HEAD~1",
        "git rebase --exec='sh evil' HEAD~1",
        "git bisect run sh evil",
        "rsync -e 'sh evil' a b:",
        "sort --compress-program='sh evil' f",
        "make SHELL='sh evil'",
        "find . -exec 'sh' evil \\;",
        "printf -v 'a[$(x)]' x",
        "python3 -I -m pdb evil",
        "perl -I lib -e x",
    ]
    .into_iter()
    .filter(|text| !fits("rm *", text))
    .collect();
    assert!(missed.is_empty(), "{missed:#?}");
    let found: Vec<&str> = [
        "tar -I gzip -xf a.tar",
        "tar -I /usr/bin/pigz -xf a.tar",
        "tar -Izstd -xf a.tar",
        "tar cIf zstd a.tar b",
        "tar -cf INDEX.tar -C FILES .",
        "tar cfC INDEX.tar FILES .",
        "tar -fI.tar -x",
        "tar -xf a.tar --exclude IF",
        "sudo tar -xzf a.tar",
        "awk -F : '{print $1}' f",
        "awk -F: -v n=1 '{print $n}' f",
        "awk -v n=1 '$1 == n' -",
        "sudo sed -i 's/a/b/' /etc/e",
        "env LANG=C sed -l 5 -n p e",
        "watch 'ls -l'",
        "git difftool -x meld",
        "rsync -e ssh-wrapper a b:",
    ]
    .into_iter()
    .filter(|text| fits("rm *", text))
    .collect();
    assert!(found.is_empty(), "{found:#?}");
}
