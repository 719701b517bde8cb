using System.Net;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Tenants;

namespace SmsBridge.Tests.Dialects;

/// <summary>Every row of fineract-hooks.md 2: what arrives for which payload URL, and that all of it is the same to the bridge.</summary>
public sealed class UrlTests(WireApp app) : IClassFixture<WireApp>
{
    public static TheoryData<string, string, bool> Urls()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var isHttps in (bool[])[false, true])
        {
            foreach (var target in (string[])["/modules/sms", "/modules/sms/", "/", "/modules/sms/k/{token}", "/modules/sms/k/{token}/", "/modules/sms/?a=b", "/?a=b",
                "//modules/sms/", "/modules/sms//", "/modules//sms", "///modules///sms///", "/MODULES/Sms/", "/modules%2Fsms/", "/%2fmodules/sms", "//modules/sms//k//{token}//", "//modules/sms/?a=b"])
            {
                data.Add("POST", target, isHttps);
                data.Add("GET", target, isHttps);
            }

            foreach (var target in (string[])["/modules/sms/configuration", "/modules/sms/configuration/", "/configuration", "/configuration/", "//modules/sms/configuration", "/modules/sms//configuration/", "//configuration//"])
            {
                data.Add("REGISTER", target, isHttps);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task All_urls_of_a_kind_are_one_and_none_redirects(string what, string target, bool isHttps)
    {
        var life = what == "REGISTER" ? Life.Unborn(app.Bridge) : await Life.BornAsync(app.Bridge);
        var token = target.Contains("{token}", StringComparison.Ordinal) ? await life.NewWebhookTokenAsync() : null;
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(
            what == "GET" ? HttpMethod.Get : HttpMethod.Post, app.Base(isHttps) + target.Replace("{token}", token, StringComparison.Ordinal));
        if (what == "REGISTER")
        {
            request.Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(app.Bridge.Registration(life.Name)));
        }
        else if (what == "POST")
        {
            request.Content = new StringContent("""{"clientId":7,"resourceId":7}""");
            request.Headers.Add("X-Mifos-Entity", "CLIENT");
            request.Headers.Add("X-Mifos-Action", "CREATE");
            request.Headers.Add("X-Mifos-Platform-TenantId", life.Name);
            if (token is null)
            {
                request.Headers.Add("X-Mifos-API-Key", life.Key);
            }
        }

        var answer = await Answer.ReadAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));

        answer.Status.ShouldBe(what == "REGISTER" ? HttpStatusCode.Created : HttpStatusCode.OK, answer.Body);
        if (what == "POST")
        {
            answer.Text("outcome").ShouldBe("accepted");
        }
    }

    /// <summary>What the core's own code makes of a payload URL.</summary>
    public enum Fate
    {
        Works,
        NothingIsSent,
        RegistrationIsRefused,
    }

    public static TheoryData<string, string, Fate> Rows()
    {
        var data = new TheoryData<string, string, Fate>();
        foreach (var old in (string[])["G1", "G2"])
        {
            data.Add("/modules/sms", old, Fate.Works);
            data.Add("/modules/sms/", old, Fate.Works);
            data.Add("", old, Fate.Works);
            data.Add("/modules/sms/?a=b", old, Fate.RegistrationIsRefused); // it arrives as a hook without a key
        }

        foreach (var young in (string[])["G3", "G4"])
        {
            data.Add("/modules/sms", young, Fate.NothingIsSent);
            data.Add("/modules/sms/", young, Fate.Works);
            data.Add("", young, Fate.Works);
            data.Add("/modules/sms/?a=b", young, Fate.Works);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_payload_url_works_for_a_generation_as_far_as_its_library_lets_it(string payloadUrl, string name, Fate fate)
    {
        foreach (var isHttps in (bool[])[false, true])
        {
            var life = Life.Unborn(app.Bridge);
            using var client = app.CreateClient();
            var hooks = new CoreHooks(client, Enum.Parse<Generation>(name), app.Base(isHttps) + payloadUrl, life.Name) { Time = app.Bridge.Clock };

            await (fate switch
            {
                Fate.Works => WorksAsync(hooks, life),
                Fate.NothingIsSent => Should.ThrowAsync<HookNotSentException>(() => hooks.PingAsync(TestContext.Current.CancellationToken)),
                _ => IsRefusedAsync(hooks),
            });
        }
    }

    private async Task WorksAsync(CoreHooks hooks, Life life)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var ping = await hooks.PingAsync(cancellationToken);
        life.Key = await hooks.RegisterAsync(Registration(), cancellationToken);
        var transaction = life.Books.AddRepayment(Life.Loan, 1_500m, new DateOnly(2026, 11, 21));
        await app.Bridge.DrainAsync(); // what others left
        var before = app.Bridge.Gateway.Sent.Count;
        var created = await Answer.ReadAsync(await hooks.PostClientCreatedAsync(1, Life.Client, cancellationToken));
        var repaid = await Answer.ReadAsync(await hooks.PostRepaymentAsync(Life.Client, Life.Loan, transaction, 1_500m, cancellationToken));
        var rendered = await Answer.ReadAsync(await hooks.PostSmsAsync("0712345678", "Dear Jane", cancellationToken));
        var unknown = await Answer.ReadAsync(await hooks.PostUnknownAsync(cancellationToken));
        await app.Bridge.DrainAsync();

        ping.StatusCode.ShouldBe(HttpStatusCode.OK);
        new[] { created, repaid, rendered }.ShouldAllBe(answer => answer.Text("outcome") == "accepted");
        unknown.Text("outcome").ShouldBe("ignored");
        app.Bridge.Gateway.Sent.Count.ShouldBe(before + 3);
    }

    private async Task IsRefusedAsync(CoreHooks hooks)
    {
        var exception = await Should.ThrowAsync<HookRegistrationException>(() => hooks.RegisterAsync(Registration(), TestContext.Current.CancellationToken));
        exception.Failure.ShouldBe(RegistrationFailure.Refused);
    }

    private HookRegistration Registration()
    {
        var body = app.Bridge.Registration();
        return new HookRegistration(
            body["phoneNo"], body["smsProvider"], body["smsProviderAccountId"], body["smsProviderToken"], body["mifosToken"], body["endpoint"]);
    }
}
