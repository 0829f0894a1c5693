#!/bin/sh
# The whole lab in a real terminal: tmux runs it, types into it, and looks at it.
# Says how each way of leaving gives the terminal back. Skipped without tmux.
# Waits for what must appear, never for a fixed time.
set -u

pinlab=${PINLAB:-$(pwd)/pinlab}
count=0

ok() { # condition's status, name
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; screen | sed 's/^/# /'; fi
}

if ! command -v tmux >/dev/null 2>&1; then
	echo '1..0 # SKIP tmux is not installed'
	exit 0
fi
if [ ! -x "$pinlab" ]; then
	echo "1..0 # SKIP $pinlab is not built"
	exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/pinlab-tmux-XXXXXX") || exit 1
TMUX_TMPDIR=$work
export TMUX_TMPDIR
unset TMUX NO_COLOR ESCDELAY COLORFGBG LINES COLUMNS
server=0
finish() {
	mux kill-server >/dev/null 2>&1
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

mux() { tmux -f /dev/null -L "lab$server" "$@"; }
screen() { mux capture-pane -p -t lab 2>/dev/null; }

until_true() { # command...: at most ten seconds
	tries=0
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || return 1
		sleep 0.05
	done
}
shows() { screen | grep -qF -- "$1"; }
lacks() { ! shows "$1"; }
see() { until_true shows "$1"; }
gone() { until_true lacks "$1"; }
is_file() { [ -s "$1" ]; }

open_shell() { # COLSxROWS, variables...
	size=$1
	shift
	mux kill-server >/dev/null 2>&1
	server=$((server + 1)) # the old one may take its time to go
	mux new-session -d -s lab -x "${size%x*}" -y "${size#*x}" \
		"cd '$work' && exec env PS1='ready> ' HISTFILE=/dev/null HOME='$work' XDG_STATE_HOME='$work/state' TERM=screen-256color LC_ALL=C.UTF-8 $* sh"
	see 'ready>'
}
type_keys() { for key in "$@"; do mux send-keys -t lab "$key"; done; }
line() { mux send-keys -t lab -l -- "$1"; mux send-keys -t lab Enter; }

# stty before and after (-g, for the size may change), with the program's exit code between them
start_lab() { # arguments
	rm -f "$work"/before "$work"/after "$work"/code
	line "clear; stty -g >before; $pinlab lab $*; echo \$? >code; stty -g >after; echo 'back '\"again\""
	see 'Who survives'
}
check_back() { # wanted exit code, name
	see 'back again'
	ok $? "$2: the shell is back"
	until_true is_file "$work/after"
	cmp -s "$work/before" "$work/after"
	ok $? "$2: stty says what it said before"
	[ "$(cat "$work/code" 2>/dev/null)" = "$1" ]
	ok $? "$2: the exit code is $1"
	# modes that stty does not know: the screen, the cursor, the mouse
	[ "$(mux display-message -p -t lab '#{alternate_on}#{mouse_any_flag}#{mouse_sgr_flag}')" = 000 ]
	ok $? "$2: screen and mouse are as before"
	[ "$(mux display-message -p -t lab '#{cursor_flag}')" = 1 ]
	ok $? "$2: the cursor is visible"
}
child() { ps -o pid=,args= -e | awk -v p="$pinlab" '$2 == p && $3 == "lab" { print $1; exit }'; }

# --- a session from the first key to the last, at the two sizes that matter
for size in 80x24 200x50; do
	open_shell $size
	ok $? "$size: a shell"
	rm -f "$work/tour.yaml"
	start_lab
	ok $? "$size: the lab opens with the first lesson"
	type_keys r
	see '1 renew api with the same key'
	ok $? "$size: r renews, and the step has its name"
	type_keys R
	see '2 renew api with a new key'
	ok $? "$size: R renews with a new key"
	see 'breaks-pin: pin-mismatch'
	ok $? "$size: a certificate pin breaks, and the reason is there"
	type_keys w
	see '3 swap '
	ok $? "$size: w swaps the intermediate"
	type_keys X
	see 'root-expired'
	ok $? "$size: X lets the root expire, and no path is valid"
	type_keys u
	see 'undone:'
	ok $? "$size: u takes it back"
	type_keys Down Enter
	see 'before held until step'
	ok $? "$size: Enter explains the cell"
	type_keys Enter
	see 'CA hierarchy'
	type_keys '?'
	see 'Help: every key'
	ok $? "$size: ? shows the keys"
	type_keys Escape
	gone 'Help: every key'
	ok $? "$size: Esc closes them"
	type_keys s
	see 'save session.yaml'
	ok $? "$size: s asks for a name"
	type_keys C-u
	mux send-keys -t lab -l 'save tour.yaml'
	type_keys Enter
	see 'saved tour.yaml'
	ok $? "$size: and saves"
	type_keys q
	see 'press q again'
	ok $? "$size: q asks"
	type_keys q
	check_back 0 "$size, q"
	grep -q '^pinlab: 1' "$work/tour.yaml"
	ok $? "$size: the file is a scenario"
	(cd "$work" && "$pinlab" run tour.yaml >run.out 2>&1)
	ok $? "$size: pinlab run replays it with every expectation met"
done

# --- resizing
open_shell 120x40
start_lab
mux resize-window -t lab -x 60 -y 20 2>/dev/null
gone 'CA hierarchy' && see 'Who survives'
ok $? 'a smaller window shows one pane'
mux resize-window -t lab -x 40 -y 10
see 'needs 60 columns'
ok $? 'a still smaller one says what it needs'
for rows in 1 2 5 30 3 24; do mux resize-window -t lab -x $((rows * 3)) -y $rows; done
mux resize-window -t lab -x 80 -y 24
see 'CA hierarchy'
ok $? 'and with room all is there again'

# --- Ctrl-Z and back
type_keys C-z
gone 'CA hierarchy' && see 'ready>'
ok $? 'Ctrl-Z gives the terminal to the shell'
line 'stty -g >stopped'
until_true is_file "$work/stopped"
cmp -s "$work/before" "$work/stopped"
ok $? 'as it was before'
line 'fg'
see 'CA hierarchy'
ok $? 'fg draws the lab again'
type_keys r
see '1 renew api with the same key'
ok $? 'and it goes on'
kill -TSTP "$(child)"
gone 'CA hierarchy' && see 'ready>'
ok $? 'SIGTSTP stops it as well'
line 'fg'
see 'CA hierarchy'
ok $? 'and fg brings it back'
type_keys q q
see 'back again'

# --- signals
for row in 'TERM 143' 'INT 130' 'HUP 129'; do
	signal=${row% *}
	open_shell 80x24
	start_lab
	type_keys m r
	see '1 renew api with the same key'
	kill "-$signal" "$(child)"
	check_back "${row#* }" "SIG$signal"
	is_file "$work/state/pinlab/last-session.yaml"
	ok $? "SIG$signal: the session is kept"
	see 'the session is kept in'
	ok $? "SIG$signal: and it says where"
	rm -rf "$work/state"
done
# sanitizers have handlers of their own; elsewhere ours give the terminal back
for row in 'SEGV 139' 'ABRT 134' 'QUIT 131'; do
	signal=${row% *}
	open_shell 80x24
	line 'ulimit -c 0'
	start_lab
	type_keys m r
	see '1 renew api with the same key'
	kill "-$signal" "$(child)"
	if grep -q __asan_init "$pinlab"; then
		count=$((count + 1))
		echo "ok $count - SIG$signal # SKIP a sanitizer handles it"
	else
		check_back "${row#* }" "SIG$signal"
	fi
done

# --- plain terminals
open_shell 80x24 LC_ALL=C
start_lab
screen | LC_ALL=C grep -q '[^ -~]'
[ $? -ne 0 ]
ok $? 'with LANG=C there is no character beyond ASCII'
type_keys q q
check_back 0 'LC_ALL=C'
open_shell 80x24 NO_COLOR=1
start_lab
type_keys R
see 'breaks-pin'
mux capture-pane -p -e -t lab | grep -q "$(printf '\033')\\[[0-9;]*3[0-8]"
[ $? -ne 0 ]
ok $? 'with NO_COLOR there is no colour'
type_keys q q
check_back 0 'NO_COLOR'
for term in dumb no-such-terminal vt100 linux; do
	open_shell 80x24
	line "clear; TERM=$term $pinlab lab; echo \"code \$?\""
	case $term in
	dumb)
		see 'code 2'
		ok $? 'TERM=dumb: a sentence and exit code 2'
		;;
	*)
		see 'Who survives'
		ok $? "TERM=$term: the lab opens"
		type_keys q q
		see 'code 0'
		ok $? "TERM=$term: and closes"
		;;
	esac
done

# --- no terminal
"$pinlab" lab </dev/null 2>&1 | LC_ALL=C grep -q "$(printf '\033')"
[ $? -ne 0 ]
ok $? 'into a pipe goes no escape sequence'

"$pinlab" lab --screen 80x24 --keys 'Rj' </dev/null 2>&1 | grep -q 'leaf-spki at 1 renew api with a new key'
ok $? '--screen prints the screen after its keys'
for wrong in '--screen 80' '--screen 80x24y' '--screen 0x24' '--keys r' '--screen 80x24 --keys <None>'; do
	# shellcheck disable=SC2086 # several words
	"$pinlab" lab $wrong </dev/null >/dev/null 2>&1
	[ $? -eq 2 ]
	ok $? "lab $wrong is a wrong command line"
done

echo "1..$count"
