package io.hostmesh.local;

import io.hostmesh.local.client.Customer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Watches a group all the time, through the API and on the machine itself, for ever having too many members. */
final class MostMembers implements AutoCloseable {

    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();

    private final Thread thread;
    private volatile boolean closed;
    private volatile int byApi;
    private volatile long byProcesses;

    MostMembers(TestMesh mesh, Customer customer, String groupId) {
        thread = new Thread(
                () -> {
                    while (!closed) {
                        byProcesses = Math.max(byProcesses, mesh.serverProcesses());
                        byApi = Math.max(byApi, membersNow(customer, groupId));
                        LockSupport.parkNanos(LOOK_EVERY_NANOS);
                    }
                },
                "most-members");
        thread.setDaemon(true);
        thread.start();
    }

    int byApi() {
        return byApi;
    }

    long byProcesses() {
        return byProcesses;
    }

    @Override
    public void close() {
        closed = true;
    }

    private static int membersNow(Customer customer, String groupId) {
        try {
            return customer.members(groupId).size();
        } catch (RuntimeException away) {
            return 0;
        }
    }
}
