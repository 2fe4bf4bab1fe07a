import { words } from './words.ts';

/** Options that take no value, by program, from their manuals: what is behind one is an argument of its own. */
const switches: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    rsync: `
      -a -v -r -z -q -n -u -l -p -t -x -P -h -H -A -X -c -W -S -b --delete --delete-after --archive --verbose --recursive
      --compress --quiet --dry-run --partial --progress --stats --links --perms --times --update --checksum --relative --inplace
      --whole-file --sparse --existing --ignore-existing --numeric-ids --no-perms --no-owner --no-group
    `,
    git: `
      -q -v -f -a -s -p --quiet --verbose --force --all --bare --mirror --no-checkout --no-tags --tags --prune --single-branch
      --recursive --recurse-submodules --progress --oneline --stat --cached --hard --soft --ff-only --rebase --name-only
    `,
    curl: `
      -s -S -f -L -k -g -i -v -I -O --silent --show-error --fail --location --insecure --globoff --include --verbose --head
      --remote-name --compressed
    `,
    wget: '-q -v -N -c -k -r -p -x -S --quiet --continue --timestamping --recursive --mirror --spider --no-check-certificate --no-verbose',
    scp: '-r -q -p -v -B -C',
    ssh: '-t -T -q -v -A -C -N -n -f -x -X',
    zip: '-r -q -j -m -u -v --recurse-paths --quiet --junk-paths',
    unzip: '-o -q -n -j -l -v -t',
    sort: '-u -n -r -f -b -g -h -M -R -V -c -s --unique --reverse --numeric-sort --ignore-case',
    docker: '-d -i -q --rm --detach --interactive --tty --quiet --privileged --init --read-only',
    pip: '-q -U -v --upgrade --quiet --user --no-deps --no-cache-dir --pre --force-reinstall',
    npm: '-g -D -E -O --global --save --save-dev --save-exact --no-save --force --ignore-scripts --silent',
    ffmpeg: '-y -n -nostdin -hide_banner -an -vn -sn -shortest',
  }).map(([program, options]) => [program, new Set(words(options))]),
);

/** Whether a program is known to take what is behind an option for an argument. */
export function takesNoValue(program: string, option: string): boolean {
  return switches.get(program)?.has(option) === true;
}
