#!/bin/bash
# boot.sh uml|qemu KERNEL SECONDS MEGABYTES [QEMU] -- COMMAND [ARGS…] <IN >OUT
#
# Boots another Linux kernel as an ordinary process, runs COMMAND in it as its root, and gives what COMMAND prints and its exit
# status, as if it had run here. The guest's root file system is this machine's, read only, so programs have the same paths.
# /run, /dev/shm and the folder for temporary files are the guest's own. No network leads out of it.
#
# It is started in mount, network and PID namespaces of its own (`unshare -n -m -p --fork --kill-child`): the tmpfs on /mnt, by which both sides
# talk, and every process are gone when it ends, however it ends.
#
#   KERNEL   the binary of user-mode Linux; for qemu, a vmlinuz with virtio-pci and virtiofs built in (Debian's 6.12 for clouds)
#            in a folder that has the kernel's lib/modules, after depmod
#   QEMU     root of an unpacked qemu
set -u

# In a function: bash has read all of it before the first line runs, whatever becomes of this file meanwhile.
main() {
engine=$1 kernel=$2 limit=$3 memory=$4 qemu=
shift 4
[ "$1" = -- ] || { qemu=$1; shift; }
shift
for word in "$@"; do
  case $word in /mnt/?* | /run/?* | /dev/shm/?*) [ ! -e "$word" ] || { echo "$word is in a folder that the kernel has for itself" >&2; exit 125; } ;; esac
done
mount -t tmpfs -o mode=755 none /mnt || exit 125
cat >/mnt/stdin
: >/mnt/stdout >/mnt/stderr
printf '%q ' "$@" >/mnt/command
printf 'cd %q 2>/dev/null; export PATH=%q LC_ALL=C.UTF-8 HOME=/dev/shm TMPDIR=/dev/shm\n' "$PWD" "$PATH" >/mnt/environment

# The guest's process 1.
cat >/mnt/init <<'INIT'
#!/bin/bash
# Without root on the host, the owner of mount(8) is not the guest's root, and it is setuid; through the loader it is not.
mount() { /lib64/ld-linux-x86-64.so.2 /bin/mount "$@"; }
mount -t proc proc /proc
mount -t sysfs sys /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/shm
mount -t tmpfs shm /dev/shm
mount -t tmpfs run /run
ln -sfn /proc/self/fd /dev/fd
mount -t cgroup2 cgroup /sys/fs/cgroup 2>/dev/null
mount -t bpf bpf /sys/fs/bpf 2>/dev/null
case $(</proc/filesystems) in
  *hostfs*) mount -t hostfs none /mnt -o /mnt ;;
  *) mount -t virtiofs exchange /mnt ;;
esac
ip link set lo up
read -r booted _ </proc/uptime
echo "$booted" >/mnt/booted
. /mnt/environment
if [ "$(stat -c %u /bin/mount)" != 0 ]; then
  mkdir /dev/shm/bin
  printf '#!/bin/sh\nexec /lib64/ld-linux-x86-64.so.2 /bin/mount "$@"\n' >/dev/shm/bin/mount
  chmod 755 /dev/shm/bin/mount
  PATH=/dev/shm/bin:$PATH
fi
if [ -e /mnt/modprobe ]; then
  cp /mnt/modprobe /dev/shm/modprobe
  mount -o remount,exec /dev/shm
  echo /dev/shm/modprobe >/proc/sys/kernel/modprobe
  /dev/shm/modprobe br_netfilter # its settings are there only once it is
fi
# a namespace has the tunnels that it is given, as a machine has: behind its other interfaces
echo 1 >/proc/sys/net/core/fb_tunnels_only_for_init_net
# errors about no route are counted by a clock that user-mode Linux lets stand while it is idle: many would be held back
echo 0 >/proc/sys/net/ipv4/route/error_cost
export NETK_BOOTED=$booted
bash -c '. /mnt/command' </mnt/stdin >/mnt/stdout 2>/mnt/stderr
echo $? >/mnt/status
sync
perl -e 'syscall(169, 0xfee1dead, 0x28121969, 0x4321fedc, 0)' # reboot(2): power off
INIT
chmod 755 /mnt/init
words='init=/mnt/init panic=-1 quiet'

case $engine in
  uml)
    mkdir /mnt/uml
    TMPDIR=/mnt timeout -k 2 "$limit" "$kernel" mem="${memory}M" uml_dir=/mnt/uml/ root=/dev/root rootfstype=hostfs rootflags=/ ro \
      con=null con0=null,fd:1 con1=null,fd:1 $words </dev/null >/mnt/log 2>&1
    ;;
  qemu)
    modules=$(dirname "$(readlink -f "$kernel")")
    printf '#!/bin/sh\nexec %q -d %q "$@"\n' "$(command -v modprobe || echo /sbin/modprobe)" "$modules" >/mnt/modprobe
    chmod 755 /mnt/modprobe
    libraries=$qemu/usr/lib/x86_64-linux-gnu:$qemu/lib/x86_64-linux-gnu
    share() { # TAG FOLDER CACHE
      LD_LIBRARY_PATH=$libraries "$qemu/usr/lib/qemu/virtiofsd" --socket-path="/mnt/$1.sock" -o "source=$2" -o sandbox=chroot -o "cache=$3" >"/mnt/$1.log" 2>&1 &
      for _ in $(seq 100); do [ -S "/mnt/$1.sock" ] && break; sleep 0.05; done
    }
    share host / always
    share exchange /mnt auto
    # cmpxchg16b of qemu 7.2 without KVM spoils the flags that 6.12's allocator reads: a processor without it is stable
    LD_LIBRARY_PATH=$libraries timeout -k 2 "$limit" "$qemu/usr/bin/qemu-system-x86_64" -L "$qemu/usr/share/qemu" -L "$qemu/usr/share/seabios" \
      -M q35 -accel tcg,thread=multi -cpu Nehalem,-cx16 -smp 2 -m "$memory" \
      -object memory-backend-memfd,id=mem,size="${memory}M",share=on -numa node,memdev=mem \
      -chardev socket,id=c0,path=/mnt/host.sock -device vhost-user-fs-pci,chardev=c0,tag=host \
      -chardev socket,id=c1,path=/mnt/exchange.sock -device vhost-user-fs-pci,chardev=c1,tag=exchange \
      -kernel "$kernel" -nodefaults -no-user-config -display none -serial stdio -no-reboot \
      -append "console=ttyS0 root=host rootfstype=virtiofs ro no_timer_check tsc=unstable mitigations=off $words" </dev/null >/mnt/log 2>&1
    ;;
esac
ended=$?
cat /mnt/stderr >&2
cat /mnt/stdout
[ -e /mnt/status ] && exit "$(cat /mnt/status)"
[ $ended = 124 ] && echo "the kernel was ended after $limit s" >&2 || echo "the kernel ended before its command did ($ended)" >&2
tail -20 /mnt/log >&2
exit 125
}

main "$@"; exit
