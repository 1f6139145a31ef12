package io.hostmesh.balancer;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** What happens when a channel can go on. */
interface Ready {

    void ready(SelectionKey key) throws IOException;

    /** It could not go on. */
    void failed(Exception failure);
}
