#!/bin/sh
# Runs a machine's command and keeps its exit status, whether or not anyone watches.
# usage: machine.sh DIRECTORY GENERATION "ENTRANCE..." COMMAND...
# Each ENTRANCE is a file in which the command becomes part of a control group; there may be none.
# Files in DIRECTORY: wrapper and process hold a process id and its start time, log its output, exit its status.
cd "$1" || exit 1
generation=1
[ ! -e generation ] || read -r generation <generation
[ "$generation" = "$2" ] || exit 0 # The machine was replaced before this run of it began.
entrances=$3
shift 3
set -C # A file that exists is not overwritten: of two runs of this script only the first goes on.

start_time() {
    read -r stat <"/proc/$1/stat" || return
    # Field 22 of proc(5); the command's name in field 2 may have spaces, so count from behind it.
    set -- ${stat##*) }
    shift 19
    echo "$1"
}

# When processors are short, whoever manages the machines goes before what runs on them.
behind=
command -v nice >/dev/null 2>&1 && behind="nice -n 10"
# Where sessions are scheduled as groups (autogroups of sched(7)), that counts in a session of its own only if the session has it too.
leads_session() {
    read -r stat <"/proc/$$/stat" || return
    set -- ${stat##*) }
    [ "$4" = "$$" ]
}
{ [ -w "/proc/$$/autogroup" ] && leads_session && echo 10 >|"/proc/$$/autogroup"; } 2>/dev/null

{ echo "$$ $(start_time $$)" >wrapper; } 2>/dev/null || exit 0
enter() {
    for entrance in $entrances; do
        echo 0 >|"$entrance" || exit 126 # Without its limits it would take from the others.
    done
}

(enter && exec $behind "$@") >>log 2>&1 </dev/null &
process=$!
trap '' HUP INT TERM
echo "$process $(start_time $process)" >process || kill -KILL "$process" # Nobody would find it again.
wait "$process"
echo "$?" >|exit.new
mv exit.new exit
