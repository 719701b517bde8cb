using System.Text.Json;
using SmsBridge.Operators;
using SmsBridge.Operators.SingleSignOn;

namespace SmsBridge.Tests.Operators.SingleSignOn;

public class GrantedRightsTests
{
    private static readonly SingleSignOnOptions Settings = new()
    {
        Grants =
        [
            new() { Value = "viewers", Role = "viewer", Tenants = ["*"] },
            new() { Value = "support-a", Role = "support", Tenants = ["a"] },
            new() { Value = "support-b", Role = "support", Tenants = ["b", "c"] },
            new() { Value = "heads-a", Role = "tenant-admin", Tenants = ["a"] },
            new() { Value = "house", Role = "admin" },
            new() { Value = "7", Role = "viewer", Tenants = ["a"] },
        ],
    };

    [Theory]
    [InlineData("""{"groups":["support-a","support-b"]}""", "support; tenants a, b, c")]
    [InlineData("""{"groups":["viewers","support-a"]}""", "support; tenants a")] // never support of all because some may be looked at
    [InlineData("""{"groups":["heads-a","support-b"]}""", "tenant-admin; tenants a")]
    [InlineData("""{"groups":"viewers"}""", "viewer; all tenants")]
    [InlineData("""{"groups":["house"]}""", "admin; all tenants")]
    [InlineData("""{"groups":[7]}""", "viewer; tenants a")]
    [InlineData("""{"groups":["Viewers","support","support-a "]}""", null)] // letter for letter
    [InlineData("""{"groups":[]}""", null)]
    [InlineData("""{"groups":null}""", null)]
    [InlineData("""{"groups":{"0":"house"}}""", null)]
    [InlineData("""{"roles":["house"]}""", null)]
    [InlineData("[]", null)]
    public void The_highest_role_counts_for_the_tenants_it_was_given_for(string claims, string? rights) =>
        (GrantedRights.Of(Claims(claims), Settings) is var (role, scope) ? OperatorRights.Describe(role, scope) : null).ShouldBe(rights);

    [Theory]
    [InlineData("realm_access.roles", """{"realm_access":{"roles":["house"]}}""", "house")]
    [InlineData("https://example.org/roles", """{"https://example.org/roles":["house"]}""", "house")]
    [InlineData("a.b", """{"a.b":"whole","a":{"b":"part"}}""", "whole")]
    [InlineData("a.b", """{"a":"text"}""", null)]
    [InlineData("a", """{"a":true}""", null)]
    public void A_claim_is_found_by_its_name_or_by_the_way_into_another(string name, string claims, string? value) => (Claims(claims).Read(name) is [var first, ..] ? first : null).ShouldBe(value);

    [Fact]
    public void The_token_goes_before_what_is_said_beside_it()
    {
        using var beside = JsonDocument.Parse("""{"groups":["house"],"name":"zoe"}""");
        var claims = new ProviderClaims(Claims("""{"groups":["viewers"]}""").Token, beside.RootElement);

        claims.Read("groups").ShouldBe(["viewers"]);
        claims.Read("name").ShouldBe(["zoe"]);
    }

    [Theory]
    [InlineData("zoe", "zoe")]
    [InlineData("zoe@example.org", "zoe@example.org")]
    [InlineData("HOUSE\\zoe", "HOUSE.zoe")]
    [InlineData("Zoë Ng’ang’a", "Zo..Ng.ang.a")]
    [InlineData("", "1234-5678")]
    [InlineData("…", "1234-5678")]
    [InlineData(null, "1234-5678")]
    public void A_name_is_made_of_the_letters_names_have(string? claimed, string name)
    {
        var claims = Claims(JsonSerializer.Serialize(new Dictionary<string, string?>(StringComparer.Ordinal) { ["preferred_username"] = claimed }));

        var names = GrantedRights.NamesFor(new ProviderPerson("https://login.example.org", "1234-5678", claims), Settings).ToList();

        names.Take(3).ShouldBe([name, $"{name}+sso", $"{name}+sso2"]);
        names.ShouldAllBe(one => OperatorRights.CheckName(one) == null);
    }

    [Fact]
    public void Nobody_takes_the_name_of_the_break_glass_operator()
    {
        var settings = new SingleSignOnOptions { LocalPasswords = LocalPasswordRule.BreakGlass, BreakGlassOperator = "Glass" };

        var names = GrantedRights.NamesFor(new ProviderPerson("https://login.example.org", "17", Claims("""{"preferred_username":"glass"}""")), settings).ToList();

        names.Take(2).ShouldBe(["glass+sso", "glass+sso2"]);
    }

    [Fact]
    public void Nobody_is_called_as_the_timetable_is()
    {
        var names = GrantedRights.NamesFor(new ProviderPerson("https://login.example.org", "17", Claims("""{"preferred_username":"Timetable"}""")), Settings).ToList();

        names[0].ShouldBe("Timetable+sso");
        OperatorRights.CheckName("timetable").ShouldNotBeNull();
    }

    [Fact]
    public void A_long_name_keeps_room_for_what_sets_it_apart()
    {
        var names = GrantedRights.NamesFor(new ProviderPerson("https://login.example.org", new string('x', 255), Claims("{}")), Settings).ToList();

        names.ShouldAllBe(one => OperatorRights.CheckName(one) == null);
        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(20);
    }

    private static ProviderClaims Claims(string json)
    {
        using var claims = JsonDocument.Parse(json);
        return new ProviderClaims(claims.RootElement.Clone(), null);
    }
}
