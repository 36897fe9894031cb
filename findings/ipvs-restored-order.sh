#!/usr/bin/env bash
# `ipvsadm --save` is for giving a balancer back what it had. It lists the servers of a Service by address, whatever the order in which they were added, and
# round robin asks the one that was added last first. So a saved and restored Service asks its servers in another order than before, and never in
# the order that is listed, although that is the order of the commands that restore it.
# Seen with ipvsadm 1.31 of Debian 12 on Linux 6.1.176, user-mode Linux of Debian 12, which is an ordinary process.
set -euo pipefail
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'needs Linux on x64' >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
apt-get download -qq user-mode-linux=6.1um4+b13 ipvsadm=1:1.31-1+b1 libnl-3-200=3.7.0-0.2+b1 libnl-genl-3-200=3.7.0-0.2+b1 \
  libpopt0=1.19+dfsg-1 kmod=30+20221128-1 libkmod2=30+20221128-1
for package in ./*.deb; do dpkg -x "$package" root; done
mkdir -p root/lib
ln -s ../usr/lib/uml/modules root/lib/modules
mkdir seen

cat >order.py <<'PY'
import socket, threading
for server in (1, 2, 3):
    listening = socket.create_server((f"10.0.1.{server}", 80))
    def answer(listening=listening, server=server):
        while True:
            connection, _ = listening.accept()
            connection.sendall(str(server).encode())
            connection.close()
    threading.Thread(target=answer, daemon=True).start()
order = ""
for _ in range(3):
    with socket.create_connection(("10.0.0.1", 80), 5) as sock:
        order += sock.recv(1).decode()
print(order)
PY
# process 1 of the kernel that is booted; its files are this machine's, read only
cat >init <<INIT
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu
# through the loader it is not setuid, which only matters to who is not root
mount() { /lib64/ld-linux-x86-64.so.2 /bin/mount "\$@"; }
mount -t proc proc /proc
mount -t hostfs none /mnt -o $folder/seen
exec >/mnt/log 2>&1
for module in ip_vs ip_vs_rr; do $folder/root/sbin/modprobe -d $folder/root \$module; done
ipvsadm=$folder/root/sbin/ipvsadm
uname -r >/mnt/kernel
ip link set lo up
for address in 10.0.0.1 10.0.1.1 10.0.1.2 10.0.1.3; do ip address add \$address/32 dev lo; done
\$ipvsadm -A -t 10.0.0.1:80 -s rr
for server in 3 1 2; do \$ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.\$server:80 -m; done
\$ipvsadm -Sn >/mnt/saved
python3 $folder/order.py >/mnt/before
\$ipvsadm -C
\$ipvsadm -R </mnt/saved
python3 $folder/order.py >/mnt/after
perl -e 'syscall(169, 0xfee1dead, 0x28121969, 0x4321fedc, 0)' # reboot(2): power off
INIT
chmod 755 init
user=()
[ "$(id -u)" = 0 ] || user=(--user --map-root-user)
timeout 120 unshare "${user[@]}" --net --pid --fork --kill-child root/usr/bin/linux.uml mem=256M uml_dir="$folder/" root=/dev/root rootfstype=hostfs \
  rootflags=/ ro con=null con0=null,fd:1 con1=null,fd:1 init="$folder/init" panic=-1 quiet </dev/null >console 2>&1 || { cat console seen/* >&2; exit 1; }

listed=$(grep -o -- '-r 10.0.1.[123]' seen/saved | sed 's/.*\.//' | paste -sd '')
echo "Linux $(cat seen/kernel): added 312, asked $(cat seen/before); saved as $listed; restored, asked $(cat seen/after)"
cat seen/log
[ "$(cat seen/before)" = 213 ] && [ "$listed" = 123 ] && [ "$(cat seen/after)" = 321 ]
