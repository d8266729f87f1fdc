# Runs COMMAND in ROOT, as the first process of the mount and pid namespaces that unshare has just made.
# usage: in-root.sh ROOT CLASSES COMMAND...
set -eu

# /proc is still the host's, so that this is the number by which the host knows what COMMAND will be.
read -r pid _ </proc/self/stat
echo "HOST $pid"

root=$1 classes=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/tmp"
mount --bind "$classes" "$root/opt/fathom-lab"
exec chroot "$root" "$@"
