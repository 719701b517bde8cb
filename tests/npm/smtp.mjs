// A mail server of the package "smtp-server" on 127.0.0.1. Arguments: starttls, tls or plain; a file with its key; a file with its certificate.
// Prints "listening PORT", then a line of JSON for each mail it takes. It knows the user "bridge" with the password "secret08", and refuses mail to gone@ and later@.
import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";

const [mode, key, cert] = process.argv.slice(2);

const server = new SMTPServer({
  secure: mode === "tls",
  key: key && readFileSync(key),
  cert: cert && readFileSync(cert),
  disabledCommands: mode === "plain" ? ["STARTTLS", "AUTH"] : [],
  authOptional: mode === "plain",
  authMethods: ["PLAIN", "LOGIN"],
  onAuth(auth, session, done) {
    done(auth.username === "bridge" && auth.password === "secret08" ? null : new Error("Invalid username or password"), { user: auth.username });
  },
  onRcptTo(address, session, done) {
    const code = address.address.startsWith("gone@") ? 550 : address.address.startsWith("later@") ? 451 : 0;
    done(code === 0 ? null : Object.assign(new Error(`${address.address} is not taken`), { responseCode: code }));
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", part => parts.push(part));
    stream.on("end", () => {
      console.log(JSON.stringify({
        to: session.envelope.rcptTo.map(recipient => recipient.address), from: session.envelope.mailFrom.address, tls: session.secure === true, user: session.user ?? null,
        text: Buffer.concat(parts).toString("utf8"),
      }));
      done();
    });
  },
});

server.on("error", () => {}); // the other side may break off
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.server.address().port}`));
