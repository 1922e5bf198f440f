package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The TLS certificates of a secured stack: an authority of its own, and one certificate for its servers, good for
 * 127.0.0.1 and localhost. Clients trust the authority and nobody else.
 *
 * @param state where they are kept, beside the passwords
 */
record Certificates(StateFolder state) {
    /** The subject of the servers' certificate, by which the broker's parts know one another. */
    static final String SERVER_SUBJECT = "CN=tickstream-server";

    private static final String AUTHORITY = "authority";
    private static final String SERVER = "server";
    private static final String TYPE = "PKCS12";
    /** Ten years in days: a stack on one machine is not one that somebody renews certificates of. */
    private static final String VALIDITY = "3650";

    private static final long KEYTOOL_SECONDS = 60;

    /** The authority's certificate as PEM, for those clients that read it. */
    Path authority() {
        return folder().resolve("ca.pem");
    }

    /** The authority's certificate as PKCS12, under {@link #password}, for those that read no PEM. */
    Path trustStore() {
        return folder().resolve("truststore.p12");
    }

    /** The servers' key and certificate as PKCS12, under {@link #password}. */
    Path serverKeyStore() {
        return folder().resolve("server.p12");
    }

    /** Of all key stores. */
    String password() throws IOException {
        return state.password("tls");
    }

    /** Makes those that are missing; not by two threads at once. */
    void create() throws IOException {
        if (Files.exists(trustStore())) { // the last that is written
            return;
        }
        Files.createDirectories(folder(), asFileAttribute(fromString("rwx------")));
        Path keys = folder().resolve("authority.p12");
        Files.deleteIfExists(keys); // of a start that was cut off
        keytool(keys, AUTHORITY, "CN=Tickstream local authority", "bc:critical=ca:true", "ku:critical=keyCertSign");
        keytool(
                keys,
                SERVER,
                SERVER_SUBJECT,
                "san=ip:127.0.0.1,dns:localhost",
                "ku:critical=digitalSignature",
                "eku=serverAuth,clientAuth");
        try {
            KeyStore all = load(keys);
            KeyStore server = empty();
            char[] password = password().toCharArray();
            server.setKeyEntry(SERVER, all.getKey(SERVER, password), password, all.getCertificateChain(SERVER));
            store(server, serverKeyStore());
            Certificate authority = all.getCertificate(AUTHORITY);
            Files.writeString(
                    authority(),
                    "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                            .formatted(Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                                    .encodeToString(authority.getEncoded())),
                    US_ASCII);
            KeyStore trust = empty();
            trust.setCertificateEntry(AUTHORITY, authority);
            store(trust, trustStore());
            Files.delete(keys); // nobody signs anything more
        } catch (GeneralSecurityException e) {
            throw new StackException("Cannot make the certificates in %s: %s".formatted(folder(), e.getMessage()), e);
        }
    }

    /** For clients in this process. */
    SSLContext context() throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(trustStore()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new StackException("Cannot read %s: %s".formatted(trustStore(), e.getMessage()), e);
        }
    }

    private Path folder() {
        return state.root().resolve("tls");
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        return store;
    }

    private KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password().toCharArray());
        }
        return store;
    }

    private void store(KeyStore store, Path file) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password().toCharArray());
        Files.deleteIfExists(file);
        Files.createFile(file, asFileAttribute(fromString("rw-------")));
        Files.write(file, bytes.toByteArray());
    }

    /** The JDK makes certificates by this program only. It reads the password from its file, never from its arguments. */
    private void keytool(Path keys, String alias, String subject, String... extensions) throws IOException {
        password(); // its file is there from now on
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                subject,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                VALIDITY,
                "-keystore",
                keys.toString(),
                "-storetype",
                TYPE,
                "-storepass:file",
                state.passwordFile("tls").toString()));
        if (!alias.equals(AUTHORITY)) {
            command.addAll(List.of("-signer", AUTHORITY));
        }
        for (String extension : extensions) {
            command.addAll(List.of("-ext", extension));
        }
        Path log = state.logs().resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new StackException("keytool made no certificate; %s tells why:\n%s"
                        .formatted(log, Files.readString(log, UTF_8).strip()));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while certificates were made", e);
        }
    }
}
