using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>What a provider's token has to be, against a provider that signs anything.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    /// <summary>A token that is no good, and the words of its refusal.</summary>
    private static readonly Dictionary<string, (TokenMaker Make, string Why)> Bad = new(StringComparer.Ordinal)
    {
        ["another issuer"] = (With("iss", "https://login.example.org"), "its token is of another issuer"),
        ["the issuer with a slash more"] = ((issuer, claims) => issuer.Sign(Set(claims, "iss", issuer.Address + "/")), "its token is of another issuer"),
        ["another audience"] = (With("aud", "another-client"), "its token is for somebody else"),
        ["no audience"] = (Without("aud"), "its token is for somebody else"),
        ["asked for by another client"] = (With("azp", "another-client"), "does not keep to the protocol"),
        ["expired beyond the skew"] = (Later("exp", -121), "its token has expired"),
        ["good only later than the skew"] = (Later("nbf", 125), "its token is of a time to come"),
        ["issued later than the skew"] = (Later("iat", 125), "its token is of a time to come"),
        ["without an end"] = (Without("exp"), "its token has no end"),
        ["not signed"] = ((_, claims) => TestIssuer.Unsigned(claims), "its token is not signed"),
        ["signed with the client's secret"] = ((issuer, claims) => TestIssuer.SignBySecret(claims, Encoding.UTF8.GetBytes(TestIssuer.ClientSecret), issuer.KeyId), "its token is"),
        ["signed with the public key as a secret"] = ((issuer, claims) => TestIssuer.SignBySecret(claims, Encoding.ASCII.GetBytes(issuer.Key.ExportSubjectPublicKeyInfoPem()), issuer.KeyId), "its token is"),
        ["signed by a stranger"] = (ByStranger("strange"), "its token is signed with a key it does not publish"),
        ["signed by a stranger in the key's name"] = (ByStranger(null), "its token is"),
        ["changed after it was signed"] = (Changed, "its token is"),
        ["for another sign-in"] = (With("nonce", "638000000000000000.of-another"), "its token answers another sign-in"),
        ["for no sign-in"] = (Without("nonce"), "its token answers another sign-in"),
        ["of nobody"] = (Without("sub"), "not"),
        ["no token"] = ((_, _) => "not.a.token", "can not be"),
    };

    private SingleSignOnStage _stage = null!;

    public static TheoryData<string> BadOnes => [.. Bad.Keys];

    public async ValueTask InitializeAsync() => _stage = await SingleSignOnStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [MemberData(nameof(BadOnes))]
    public async Task One_that_is_no_good_is_refused_in_words_and_on_the_record(string which)
    {
        using var browser = _stage.App.CreateBrowser();

        var (status, page) = await _stage.SignInAsync(browser, "17", ["sms-admins"], make: Bad[which].Make);

        status.ShouldBe(HttpStatusCode.Unauthorized, page);
        WebUtility.HtmlDecode(page).ShouldContain(Bad[which].Why);
        (await _stage.AuditAsync("sign_in_refused")).ShouldHaveSingleItem().ShouldStartWith("somebody unknown||>the provider is not believed: ");
        (await SingleSignOnStage.IsInAsync(browser)).ShouldBeFalse();
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM operator")).ShouldBe([0]);
    }

    [Theory]
    [InlineData("exp", -118)]
    [InlineData("nbf", 115)]
    [InlineData("iat", 115)]
    public async Task Clocks_may_be_two_minutes_apart(string claim, int seconds)
    {
        using var browser = _stage.App.CreateBrowser();

        var (status, page) = await _stage.SignInAsync(browser, "17", ["sms-admins"], make: Later(claim, seconds));

        status.ShouldBe(HttpStatusCode.OK, page);
        (await SingleSignOnStage.IsInAsync(browser)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_the_provider_changed_to_is_picked_up_by_the_first_sign_in_that_needs_it()
    {
        (await _stage.SignedInAsync("17", "sms-admins")).Dispose();
        _stage.Issuer.ChangeKey();
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(2));

        (await _stage.SignedInAsync("17", "sms-admins")).Dispose();

        _stage.Issuer.KeyReads.ShouldBe(2);
    }

    [Fact]
    public async Task Made_up_keys_do_not_make_it_ask_the_provider_each_time()
    {
        using var browser = _stage.App.CreateBrowser();
        for (var number = 0; number < 5; number++)
        {
            (await _stage.SignInAsync(browser, "17", ["sms-admins"], make: ByStranger("strange"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        _stage.Issuer.KeyReads.ShouldBe(1, "it was read within the minute");
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(2));
        for (var number = 0; number < 5; number++)
        {
            (await _stage.SignInAsync(browser, "17", ["sms-admins"], make: ByStranger("strange"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        _stage.Issuer.KeyReads.ShouldBe(2);
    }

    [Fact]
    public async Task What_the_provider_says_beside_the_token_counts_where_the_token_says_nothing()
    {
        _stage.Issuer.UserInfo = new JsonObject { ["sub"] = "17", ["groups"] = new JsonArray("sms-viewers"), ["preferred_username"] = "zoe" };
        using var browser = _stage.App.CreateBrowser();

        var (status, page) = await _stage.SignInAsync(browser, "17", [], make: (issuer, claims) =>
        {
            claims.Remove("groups");
            return issuer.Sign(claims);
        });

        status.ShouldBe(HttpStatusCode.OK, page);
        (await _stage.App.QueryAsync<long>("SELECT role FROM operator")).ShouldBe([1]);
    }

    [Fact]
    public async Task What_the_provider_says_of_somebody_else_counts_for_nothing()
    {
        _stage.Issuer.UserInfo = new JsonObject { ["sub"] = "another", ["groups"] = new JsonArray("sms-admins") };
        using var browser = _stage.App.CreateBrowser();

        (await _stage.SignInAsync(browser, "17", ["sms-viewers"])).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await SingleSignOnStage.IsInAsync(browser)).ShouldBeFalse();
    }

    private static TokenMaker With(string claim, string value) => (issuer, claims) => issuer.Sign(Set(claims, claim, value));

    private static TokenMaker Later(string claim, int seconds) => (issuer, claims) =>
        issuer.Sign(Set(claims, claim, (long)claims["iat"]! + seconds));

    private static TokenMaker Without(string claim) => (issuer, claims) =>
    {
        claims.Remove(claim).ShouldBeTrue();
        return issuer.Sign(claims);
    };

    private static TokenMaker ByStranger(string? keyId) => (issuer, claims) =>
    {
        using var key = RSA.Create(2048);
        return TestIssuer.Sign(claims, key, keyId ?? issuer.KeyId);
    };

    private static string Changed(TestIssuer issuer, JsonObject claims)
    {
        var parts = issuer.Sign(claims).Split('.');
        return $"{parts[0]}.{issuer.Sign(Set(claims, "sub", "1")).Split('.')[1]}.{parts[2]}";
    }

    private static JsonObject Set(JsonObject claims, string claim, JsonNode value)
    {
        claims[claim] = value;
        return claims;
    }
}
