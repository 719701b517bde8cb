// A message centre of the package "smpp" on 127.0.0.1. Prints "listening PORT", then a line of JSON for each bind, for each part of an SMS it takes, and for
// each answer to what it delivers. It answers with ids in hex and reports in decimal. Some texts have it do what real ones do now and then:
//   "Reply, please."     whom it was sent to replies STOP
//   "Too fast."          refused as too fast the first time (throttling error)
//   "Fields."            its receipt has no text, and says everything in fields: the id as it was answered, and the state
//   "Undeliverable."     its receipt says so in fields
//   "Wait."              answered, in the other order, with the next one
//   "Hang up."           taken, and the connection is cut before it is answered; the receipt comes by the next session
import smpp from "smpp";

let last = 0xfe;
let tooFast = 1;
const waiting = [];
const owed = [];
const tell = line => console.log(JSON.stringify(line));

const server = smpp.createServer({}, session => {
  session.on("error", () => {}); // the other side may be gone
  session.on("bind_transceiver", pdu => {
    const known = pdu.system_id === "bank" && pdu.password === "secret08";
    session.send(pdu.response({ command_status: known ? smpp.ESME_ROK : smpp.ESME_RINVPASWD, system_id: "npm" }));
    tell({ bound: known });
    owed.splice(0).forEach(receipt => receipt(session));
  });
  session.on("enquire_link", pdu => session.send(pdu.response()));
  session.on("unbind", pdu => {
    session.send(pdu.response());
    session.close();
  });
  session.on("submit_sm", pdu => {
    const text = pdu.short_message.message;
    if (text === "Too fast." && tooFast-- > 0) {
      session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
      return tell({ throttled: pdu.destination_addr });
    }

    const id = ++last;
    const answer = () => session.send(pdu.response({ message_id: id.toString(16).toUpperCase() }));
    const receipt = to => (pdu.registered_delivery & 1) && deliver(to, pdu, text === "Fields." || text === "Undeliverable." ? inFields(id, text) : inWords(id));
    if (text === "Hang up.") {
      owed.push(receipt);
      session.socket.destroy();
    } else if (text === "Wait.") {
      waiting.push(() => { answer(); receipt(session); });
    } else {
      answer();
      receipt(session);
      waiting.splice(0).forEach(late => late());
    }

    if (text === "Reply, please.") {
      deliver(session, pdu, { short_message: "STOP" });
    }

    tell({
      to: pdu.destination_addr, from: pdu.source_addr, ton: pdu.source_addr_ton, npi: pdu.source_addr_npi, coding: pdu.data_coding,
      text, udh: pdu.short_message.udh ? Buffer.concat(pdu.short_message.udh).toString("hex") : "", sar: pdu.sar_segment_seqnum ?? 0, id: id.toString(16).toUpperCase(),
    });
  });
});

function inWords(id) {
  return { esm_class: 4, short_message: `id:${String(id).padStart(10, "0")} sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:DELIVRD err:000 text:` };
}

function inFields(id, text) {
  const state = text === "Fields." ? smpp.MESSAGE_STATE.DELIVERED : smpp.MESSAGE_STATE.UNDELIVERABLE;
  return { esm_class: 4, short_message: "", receipted_message_id: id.toString(16).toUpperCase(), message_state: state, network_error_code: Buffer.from([3, 0, 27]) };
}

function deliver(session, pdu, fields) {
  session.deliver_sm(
    { source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr, destination_addr: "22141", ...fields },
    answer => tell({ answered: answer.command_status }));
}

server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
