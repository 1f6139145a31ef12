package io.hostmesh.local;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A process of the mesh. The order is the one they are started in; they are ended in the opposite one. */
public enum Component {
    POSTGRES(5, ""),
    KAFKA(6, ""),
    PROVISIONING(1, "provisioning-service"),
    MONITORING(2, "monitoring-service"),
    BILLING(3, "billing-service"),
    TICKET(4, "ticket-service"),
    GATEWAY(0, "gateway");

    private final int portOffset;
    private final String module;

    Component(int portOffset, String module) {
        this.portOffset = portOffset;
        this.module = module;
    }

    /** The five Quarkus services. */
    public static List<Component> services() {
        return Arrays.stream(values()).filter(Component::isService).toList();
    }

    public boolean isService() {
        return !module.isEmpty();
    }

    /** The name in files, logs and on the command line. */
    public String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    int portOffset() {
        return portOffset;
    }

    /** The folder of its source, below the root of the project. */
    String module() {
        return module;
    }
}
