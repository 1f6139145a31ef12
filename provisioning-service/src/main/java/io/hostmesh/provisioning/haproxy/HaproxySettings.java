package io.hostmesh.provisioning.haproxy;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;

/** Which HAProxy, and how it is told. */
@ConfigMapping(prefix = "hostmesh.haproxy")
interface HaproxySettings {

    /** The socket of its runtime API, with level admin. */
    Path socket();

    /** Where customers reach it. */
    String host();

    /** What its configuration calls the proxy of a port, before the port's number. */
    String proxyPrefix();

    /** How long one command, or the deletion of a server from it, may take. */
    Duration callLimit();

    /** How often it looks whether a member accepts connections. */
    Duration checkPeriod();
}
