package io.hostmesh.provisioning.driver;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** Asks a machine's workload whether it answers. */
final class WorkloadProbe {

    private static final String PATH = "/healthz";

    private WorkloadProbe() {}

    /** True if anything came back within the limit; a workload that answers with an error still answers. */
    static boolean answers(String address, Duration limit) {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection)
                    URI.create("http://" + address + PATH).toURL().openConnection();
            connection.setConnectTimeout((int) limit.toMillis());
            connection.setReadTimeout((int) limit.toMillis());
            connection.setUseCaches(false);
            return connection.getResponseCode() > 0;
        } catch (IOException e) {
            return false;
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }
}
