using SmsBridge.Operators.SingleSignOn;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>Settings of the provider that can not be used, each told with its name.</summary>
public class SingleSignOnCheckTests
{
    [Theory]
    [InlineData("https://login.example.org/realms/house", true)]
    [InlineData("http://127.0.0.1:4100", true)]
    [InlineData("http://[::1]:4100", true)]
    [InlineData("http://localhost:4100", true)]
    [InlineData("http://login.example.org", false)]
    [InlineData("http://localhost.example.org", false)]
    [InlineData("https://login.example.org/?tenant=1", false)]
    [InlineData("https://anna:secret@login.example.org", false)]
    [InlineData("ftp://login.example.org", false)]
    [InlineData("login", false)]
    public void The_provider_is_spoken_to_by_https_or_on_this_machine(string authority, bool isTaken) =>
        Problems(options => options.Authority = authority).Any(problem => problem.StartsWith("Operators:OpenIdConnect:Authority", StringComparison.Ordinal)).ShouldBe(!isTaken);

    [Fact]
    public void Good_ones_are_good() => Problems(_ => { }).ShouldBeEmpty();

    [Fact]
    public void Each_that_is_missing_or_wrong_is_named()
    {
        Named(options => options.ClientId = "").ShouldBe("ClientId");
        Named(options => options.Scopes = "profile").ShouldBe("Scopes");
        Named(options => options.DisplayName = "").ShouldBe("DisplayName");
        Named(options => options.NameClaim = "").ShouldBe("NameClaim");
        Named(options => options.GrantClaim = "").ShouldBe("GrantClaim");
        Named(options => options.Grants.Clear()).ShouldBe("Grants");
        Named(options => options.Grants[0].Value = "").ShouldBe("Grants:0:Value");
        Named(options => options.Grants[0].Role = "root").ShouldBe("Grants:0:Role");
        Named(options => options.Grants[0].Tenants.Clear()).ShouldBe("Grants:0:Tenants");
        Named(options => options.Grants[0].Tenants.Add("*")).ShouldBe("Grants:0:Tenants");
        Named(options => options.LocalPasswords = LocalPasswordRule.BreakGlass).ShouldBe("BreakGlassOperator");
        Named(options => options.BreakGlassOperator = "glass").ShouldBe("BreakGlassOperator");
        Named(options => options.ClockSkew = TimeSpan.FromHours(1)).ShouldBe("ClockSkew");
    }

    private static string Named(Action<SingleSignOnOptions> change) => Problems(change).ShouldHaveSingleItem()["Operators:OpenIdConnect:".Length..].Split(' ')[0].TrimEnd(':');

    private static List<string> Problems(Action<SingleSignOnOptions> change)
    {
        var options = new SingleSignOnOptions
        {
            Authority = "https://login.example.org", ClientId = "bridge", ClientSecret = "secret", Grants = [new() { Value = "support", Role = "support", Tenants = ["default"] }],
        };
        change(options);
        return [.. SingleSignOnCheck.Problems(options)];
    }
}
