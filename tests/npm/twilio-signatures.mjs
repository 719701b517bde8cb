// Twilio's own package as judge and as maker of signatures.
//   node twilio-signatures.mjs            reads {"cases":[{key, algorithm, url, form, signature}]} from standard input and answers, line by line,
//                                         the signature it would send and whether it takes the one given: "<signature> true"
//   node twilio-signatures.mjs --vectors  prints the vectors that SmsBridge.Tests/Data/twilio-signatures.json holds
import twilio from "twilio";

const { getExpectedTwilioSignature, getSignatureAlgorithm, validateRequest } = twilio;

if (process.argv[2] === "--vectors") {
  const status = {
    AccountSid: "AC00000000000000000000000000000001", ApiVersion: "2010-04-01", From: "+15005550006", To: "+254712345678",
    MessageSid: "SM00000000000000000000000000000001", SmsSid: "SM00000000000000000000000000000001", MessageStatus: "delivered", SmsStatus: "delivered",
  };
  const reply = { AccountSid: status.AccountSid, Body: "Acha ☺ é", From: "+254712345678", To: "+15005550006", FromCity: "", OptOutType: "STOP" };
  const urls = [
    "https://bridge.example.org/twilio/status/42", "https://Bridge.Example.org/twilio/status/42", "https://bridge.example.org:8443/a/twilio/status/42",
    "https://bridge.example.org/twilio/inbound/default?x=%27&y=a%20b", "https://münchen.example/twilio/inbound/default",
  ];
  const vectors = [];
  for (const settings of ["", "key=webhooks_sharedkey_1,algorithm=HMAC_SHA1", "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"]) {
    for (const url of urls) {
      for (const form of [status, reply, {}]) {
        const key = settings === "" ? "0123456789abcdef0123456789abcdef" : "a secret that Twilio showed once";
        vectors.push({ settings, key, url, form, signature: getExpectedTwilioSignature(key, url, form, getSignatureAlgorithm(settings)) });
      }
    }
  }

  console.log(JSON.stringify({ source: "npm twilio, by tests/npm/twilio-signatures.mjs --vectors", vectors }, null, 2));
} else {
  let input = "";
  for await (const chunk of process.stdin) {
    input += chunk;
  }

  for (const { key, algorithm, url, form, signature } of JSON.parse(input).cases) {
    console.log(`${getExpectedTwilioSignature(key, url, form, algorithm)} ${validateRequest(key, signature, url, form, algorithm)}`);
  }
}
