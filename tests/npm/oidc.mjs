// A provider of sign-ins by the package "oidc-provider" (certified by the OpenID Foundation), as http://localhost:PORT. Argument: the address of the bridge it knows as "bridge", with a secret.
// Prints "listening PORT", then a line of JSON for each token it gives. It knows three people, each by one click: anna is in the group sms-admins, ben in sms-support, carl in the canteen.
console.info = console.warn = console.log = console.error; // standard output is for the lines that are read
const { Provider } = await import("oidc-provider");
const { createServer } = await import("node:http");
const { generateKeyPairSync } = await import("node:crypto");

const bridge = process.argv[2];
const groups = { anna: ["staff", "sms-admins"], ben: ["staff", "sms-support"], carl: ["canteen"] };
const say = line => process.stdout.write(line + "\n");
const page = (title, body) => `<!DOCTYPE html><html lang="en"><head><title>${title}</title><link rel="icon" href="data:,"></head><body><main><h1>${title}</h1>${body}</main></body></html>`;

let answer;
const server = createServer((request, response) => answer(request, response));
server.listen(0, "127.0.0.1", () => {
  const port = server.address().port;
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{
      client_id: "bridge", client_secret: "secret of the bridge",
      redirect_uris: [`${bridge}/console/sign-in/answer`], post_logout_redirect_uris: [`${bridge}/console/sign-in`],
      grant_types: ["authorization_code"], response_types: ["code"],
    }],
    jwks: { keys: [{ ...key, kid: "one", use: "sig", alg: "RS256" }] },
    cookies: { keys: ["of this test alone"] },
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], groups: ["groups"] },
    findAccount: (context, id) => groups[id] && { accountId: id, claims: () => ({ sub: id, name: id, preferred_username: id, groups: groups[id] }) },
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => { context.body = page("Leave the house?", `${form}<button form="op.logoutForm" type="submit" name="logout" value="yes">Yes, leave</button>`); },
      },
    },
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope("openid profile groups");
      await grant.save();
      return grant;
    },
  });
  provider.on("grant.success", context => say(JSON.stringify({ pkce: Boolean(context.oidc.params.code_verifier), account: context.oidc.account?.accountId ?? null })));
  const callback = provider.callback();
  answer = async (request, response) => {
    const interaction = /^\/interaction\/[^/?]+(?:\?(?<who>\w+))?$/.exec(request.url);
    if (!interaction) {
      return callback(request, response);
    }
    if (request.method === "POST") {
      return provider.interactionFinished(request, response, { login: { accountId: interaction.groups.who } }, { mergeWithLastSubmission: false });
    }
    const buttons = Object.keys(groups).map(name => `<form method="post" action="${request.url}?${name}"><button type="submit">I am ${name}</button></form>`).join("");
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(page("The house asks who you are", buttons));
  };
  say(`listening ${port}`);
});
