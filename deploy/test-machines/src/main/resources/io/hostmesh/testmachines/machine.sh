#!/bin/busybox sh
# What a container runs in tests: answers, or behaves badly as STAND_IN in its environment says.
echo "stand-in of $HOSTMESH_SERVER_ID begins"
case $STAND_IN in
    dies)
        echo "stand-in dies"
        exit 7
        ;;
    hungry)
        exec busybox tail /dev/zero
        ;;
    stubborn) trap '' TERM ;;
    *) trap 'kill $!; exit 143' TERM ;;
esac
busybox httpd -f -p "$HOSTMESH_PORT" -h /www &
wait
wait # The first ends when a signal comes, ignored or not.
