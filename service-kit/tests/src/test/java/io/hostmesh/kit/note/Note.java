package io.hostmesh.kit.note;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

@Entity
class Note {

    @Id
    String id;

    @Column(name = "account_id")
    String accountId;

    @Column(name = "content")
    String content;

    @Version
    long version;

    @SuppressWarnings("NullAway.Init")
    protected Note() {}

    Note(String id, String accountId, String content) {
        this.id = id;
        this.accountId = accountId;
        this.content = content;
    }
}
