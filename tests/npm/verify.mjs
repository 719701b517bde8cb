// Reads one JSON object from standard input: {"notices":[{"headers":{…},"body":"…","secret":"whsec_…"}]}.
// Answers, line by line, what each package makes of each notice: "ok" or the words of its refusal.
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";

let input = "";
for await (const chunk of process.stdin) {
  input += chunk;
}

for (const { headers, body, secret } of JSON.parse(input).notices) {
  for (const [name, Webhook] of [["standardwebhooks", StandardWebhook], ["svix", SvixWebhook]]) {
    try {
      const verified = new Webhook(secret).verify(body, headers);
      console.log(`${name} ${JSON.stringify(verified) === JSON.stringify(JSON.parse(body)) ? "ok" : "another body"}`);
    } catch (refusal) {
      console.log(`${name} refused: ${refusal.message}`);
    }
  }
}
