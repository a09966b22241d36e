#!/usr/bin/env bash
# Two hosts made of network namespaces, a rank on each over TCP; one is cut off. Needs root.
#
#   tests/cluster/hosts.sh SECONDS COMMAND [ARGUMENT …]
#
# Runs the command by two ranks and cuts the second one's host off after SECONDS (0: never). Prints the
# seconds that the run then took to end; exits with its exit code, 77 where namespaces are not allowed.
set -uo pipefail

cut_after=$1
shift
tag=scarp$$
net=10.77.$((RANDOM % 250)).
work=$(mktemp -d)

# shellcheck disable=SC2317  # called by trap
clear_up() {
  for end in a b; do
    ip netns pids "$tag$end" 2>/dev/null | xargs -r kill -9 2>/dev/null
    ip netns del "$tag$end" 2>/dev/null
  done
  rm -rf "$work"
}
trap clear_up EXIT
trap 'exit 143' TERM INT

if ! ip netns add ${tag}a 2>/dev/null || ! ip netns add ${tag}b; then
  echo 'skipped: no network namespaces here' >&2
  exit 77
fi
ip link add ${tag}a netns ${tag}a type veth peer name ${tag}b netns ${tag}b || exit 77
for end in a b; do
  [[ $end == a ]] && address=${net}1 || address=${net}2
  ip -n $tag$end address add "$address"/24 dev $tag$end
  ip -n $tag$end link set $tag$end up
  ip -n $tag$end link set lo up
done

# What mpirun starts its daemon on the other host with, as it would with ssh: AGENT HOST COMMAND …
cat >"$work/agent" <<EOF
#!/bin/bash
shift
exec ip netns exec ${tag}b unshare --uts bash -c "hostname ${tag}b; \$*"
EOF
chmod +x "$work/agent"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ip netns exec ${tag}a unshare --uts bash -c "hostname ${tag}a; exec \"\$@\"" mpirun \
  mpirun --host "${net}1:1,${net}2:1" -n 2 --map-by node --bind-to none \
  --mca plm_rsh_agent "$work/agent" --mca btl tcp,self \
  --mca btl_tcp_if_include "${net}0/24" --mca oob_tcp_if_include "${net}0/24" \
  --mca oob_tcp_keepalive_time 10 --mca oob_tcp_keepalive_intvl 5 --mca oob_tcp_keepalive_probes 4 \
  "$@" &
run=$!
if ((cut_after > 0)); then
  sleep "$cut_after"
  ip -n ${tag}b link set ${tag}b down
fi
start=$SECONDS
wait $run
status=$?
echo "ended $((SECONDS - start)) s later with exit code $status"
exit $status
