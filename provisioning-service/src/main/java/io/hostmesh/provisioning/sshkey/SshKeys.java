package io.hostmesh.provisioning.sshkey;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The keys of accounts, for those who put them on machines. */
@ApplicationScoped
public class SshKeys {

    private static final int MOST_PER_SERVER = 32;

    /**
     * The ids of the keys that the field {@code sshKeys} of a request names by id or by name, each once; each that the account
     * does not have is an error.
     */
    public Uni<List<String>> find(
            Mutiny.Session session, String accountId, @Nullable List<String> asked, List<FieldError> errors) {
        if (asked == null || asked.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        if (asked.size() > MOST_PER_SERVER) {
            errors.add(new FieldError("sshKeys", "must be at most " + MOST_PER_SERVER + ", got " + asked.size()));
            return Uni.createFrom().item(List.of());
        }
        List<String> words = asked.stream().map(String::valueOf).toList();
        return session.createQuery(
                        "from SshKeyRow where accountId = :account and (id in :words or name in :words)",
                        SshKeyRow.class)
                .setParameter("account", accountId)
                .setParameter("words", words)
                .getResultList()
                .map(rows -> chosen(words, rows, errors));
    }

    private static List<String> chosen(List<String> words, List<SshKeyRow> rows, List<FieldError> errors) {
        Map<String, String> idByWord = new TreeMap<>();
        rows.forEach(row -> idByWord.put(row.name, row.id));
        rows.forEach(row -> idByWord.put(row.id, row.id));
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < words.size(); index++) {
            String id = idByWord.get(words.get(index));
            if (id == null) {
                errors.add(new FieldError("sshKeys[" + index + "]", "is no SSH key of the account"));
            } else if (!ids.contains(id)) {
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }

    /** The public keys with those ids, one a line; a key that was deleted since is on no new machine. */
    public Uni<List<String>> lines(Mutiny.Session session, String accountId, List<String> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : session.createQuery(
                                "select publicKey from SshKeyRow where accountId = :account and id in :ids order by id",
                                String.class)
                        .setParameter("account", accountId)
                        .setParameter("ids", ids)
                        .getResultList();
    }
}
