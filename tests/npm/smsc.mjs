// A message centre of the package "smpp" on 127.0.0.1. Prints "listening PORT", then a line of JSON for each part of an SMS it takes, and for each answer to
// what it delivers. It answers with ids in hex and reports in decimal; whom it was sent "Reply, please." to replies STOP.
import smpp from "smpp";

let last = 0xfe;

const server = smpp.createServer({}, session => {
  session.on("error", () => {}); // the other side may be gone
  session.on("bind_transceiver", pdu => {
    const known = pdu.system_id === "bank" && pdu.password === "secret08";
    session.send(pdu.response({ command_status: known ? smpp.ESME_ROK : smpp.ESME_RINVPASWD, system_id: "npm" }));
  });
  session.on("enquire_link", pdu => session.send(pdu.response()));
  session.on("unbind", pdu => {
    session.send(pdu.response());
    session.close();
  });
  session.on("submit_sm", pdu => {
    const id = ++last;
    session.send(pdu.response({ message_id: id.toString(16).toUpperCase() }));
    console.log(JSON.stringify({
      to: pdu.destination_addr, from: pdu.source_addr, ton: pdu.source_addr_ton, npi: pdu.source_addr_npi, coding: pdu.data_coding,
      text: pdu.short_message.message, udh: pdu.short_message.udh ? Buffer.concat(pdu.short_message.udh).toString("hex") : "", sar: pdu.sar_segment_seqnum ?? 0,
    }));
    if (pdu.registered_delivery & 1) {
      deliver(pdu, { esm_class: 4, short_message: `id:${String(id).padStart(10, "0")} sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:DELIVRD err:000 text:` });
    }
    if (pdu.short_message.message === "Reply, please.") {
      deliver(pdu, { short_message: "STOP" });
    }
  });

  function deliver(pdu, fields) {
    session.deliver_sm(
      { source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr, destination_addr: "22141", ...fields },
      answer => console.log(JSON.stringify({ answered: answer.command_status })));
  }
});

server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
