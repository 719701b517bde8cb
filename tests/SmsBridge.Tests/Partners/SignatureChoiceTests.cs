using System.Net;
using SmsBridge.Partners;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>A partner chooses how its notifications are signed: HMAC, ed25519 or both.</summary>
public sealed class SignatureChoiceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private PartnerDriver _partner = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _partner = await PartnerDriver.AddAsync(_app, "P1", Some.Tenant);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(null, true, false)]
    [InlineData("v1", true, false)]
    [InlineData("v1a", false, true)]
    [InlineData("both", true, true)]
    public async Task It_is_shown_what_it_verifies_with_and_the_body_stays_as_documented(string? signature, bool secret, bool key)
    {
        var reply = await AskAsync("/webhook/subscribe", signature);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        (reply.Secret is not null, reply.PublicKey is not null).ShouldBe((secret, key));
        reply.Body.ShouldBe("""{"responseCode":"100","responseMsg":"Success","responseData":{"partnerCode":"P1","reference":"r","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}}""");
        if (key)
        {
            reply.PublicKey!.ShouldStartWith("whpk_");
            Convert.FromBase64String(reply.PublicKey["whpk_".Length..]).Length.ShouldBe(32);
        }

        (await KeyAsync()).Status.ShouldBe(key ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        System.Text.RegularExpressions.Regex.IsMatch(System.Text.Encoding.Latin1.GetString(_app.StoredBytes()), "whsk_[A-Za-z0-9+/]{20}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10)).ShouldBeFalse("a private key is in the store's files");
    }

    [Theory]
    [InlineData("\"v2\"")]
    [InlineData("\"V1A\"")]
    [InlineData("true")]
    [InlineData("[\"v1\",\"v1a\"]")]
    public async Task Another_choice_is_400_and_names_those_there_are(string json)
    {
        var reply = await _partner.PostAsync("/webhook/subscribe", _partner.Body("r")[..^1] + $",\"signature\":{json}}}");

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Message.ShouldContain("signature");
    }

    [Fact]
    public async Task The_public_key_can_be_read_again_and_the_one_before_for_as_long_as_it_signs()
    {
        var first = (await AskAsync("/webhook/subscribe", "v1a")).PublicKey;
        var result = await _app.Services.GetRequiredService<PartnerSecretVerbs>().RotateSigningAsync(
            SmsBridge.Operators.Caller.CommandLine, "P1", "r", default, TestContext.Current.CancellationToken);
        var made = result.ShouldBeOfType<SecretMade>().New;

        var both = (await KeyAsync()).Data;
        _app.Clock.Advance(TimeSpan.FromDays(1));
        var one = (await KeyAsync()).Data;

        made.Secret.ShouldBeNull();
        both.GetProperty("signature").GetString().ShouldBe("v1a");
        both.GetProperty("publicKey").GetString().ShouldBe(made.PublicKey);
        both.GetProperty("previousPublicKey").GetString().ShouldBe(first);
        both.TryGetProperty("previousValidUntil", out _).ShouldBeTrue();
        one.GetProperty("publicKey").GetString().ShouldBe(made.PublicKey);
        one.TryGetProperty("previousPublicKey", out _).ShouldBeFalse();
        one.TryGetProperty("previousPublicKeys", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Each_key_that_still_signs_is_named()
    {
        var keys = new List<string?> { (await AskAsync("/webhook/subscribe", "v1a")).PublicKey };
        var partner = await _app.Services.GetRequiredService<PartnerStore>().FindAsync("P1", TestContext.Current.CancellationToken);
        for (var times = 0; times < 3; times++)
        {
            _app.Clock.Advance(TimeSpan.FromHours(1));
            var result = await _app.Services.GetRequiredService<PartnerSecretVerbs>().RotateSigningAsync(
                SmsBridge.Operators.Caller.CommandLine, "P1", "r", default, TestContext.Current.CancellationToken);
            keys.Insert(0, result.ShouldBeOfType<SecretMade>().New.PublicKey);
        }

        var all = (await KeyAsync()).Data;
        all.GetProperty("publicKey").GetString().ShouldBe(keys[0]);
        all.GetProperty("previousPublicKeys").EnumerateArray().Select(each => each.GetProperty("publicKey").GetString()).ShouldBe(keys[1..]);
    }

    [Fact]
    public async Task An_update_makes_what_is_new_keeps_what_stays_and_ends_what_is_not_wanted()
    {
        await AskAsync("/webhook/subscribe", "v1");

        var both = await AskAsync("/webhook/update", "both");
        var silent = await AskAsync("/webhook/update", null);
        var only = await AskAsync("/webhook/update", "v1a");
        var back = await AskAsync("/webhook/update", "v1");

        (both.Secret, both.PublicKey is null).ShouldBe((null, false));
        (silent.Secret, silent.PublicKey).ShouldBe((null, null));
        (only.Secret, only.PublicKey).ShouldBe((null, null));
        (back.Secret is null, back.PublicKey).ShouldBe((false, null));
        (await KeyAsync()).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM subscription WHERE signing_key IS NULL AND verifying_key IS NULL AND secret <> ''")).ShouldBe([1]);
    }

    [Fact]
    public async Task Somebody_else_is_not_told_the_key()
    {
        await AskAsync("/webhook/subscribe", "v1a");
        var other = await PartnerDriver.AddAsync(_app, "P2", Some.Tenant);

        (await other.GetAsync("/webhook/partnerCode/P1/reference/r/publicKey")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.GetAsync("/webhook/partnerCode/P2/reference/r/publicKey")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<PartnerReply> KeyAsync() => _partner.GetAsync("/webhook/partnerCode/P1/reference/r/publicKey");

    private Task<PartnerReply> AskAsync(string path, string? signature) =>
        _partner.PostAsync(path, signature is null ? _partner.Body("r") : _partner.Body("r")[..^1] + $",\"signature\":\"{signature}\"}}");
}
