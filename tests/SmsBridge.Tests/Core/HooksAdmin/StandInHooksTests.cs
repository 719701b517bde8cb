namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>The stand-in's hooks API by hand: what the core does when nobody is careful (fineract-hooks.md 2, 6, 9).</summary>
public class StandInHooksTests
{
    [Theory]
    [InlineData("G1", 200)]
    [InlineData("G2", 200)]
    [InlineData("G3", 500)]
    [InlineData("G4", 500)]
    public async Task A_url_without_a_slash_at_its_end_breaks_creation_from_1_5_on(string generation, int expected)
    {
        await using var setup = await HooksSetup.StartAsync(generation);

        var (status, body) = await setup.SendAsync(HttpMethod.Post, "hooks", Body(setup.Bridge.Address + "/modules/sms"));

        status.ShouldBe(expected);
        if (expected == 200)
        {
            body.ShouldBe("""{"resourceId":1}""");
            return;
        }

        body.ShouldStartWith("""{"Exception":"baseUrl must end in /: """);
        setup.Books.Hooks.All.ShouldBeEmpty();
        setup.Bridge.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G4")]
    public async Task A_url_that_is_none_is_refused_or_breaks(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);

        var (status, _) = await setup.SendAsync(HttpMethod.Post, "hooks", Body("nonsense/"));

        status.ShouldBe(generation == "G1" ? 400 : 500);
    }

    [Fact]
    public async Task A_hook_is_not_active_unless_asked_for_and_unknown_fields_are_dropped()
    {
        await using var setup = await HooksSetup.StartAsync();

        var (status, _) = await setup.SendAsync(HttpMethod.Post, "hooks", Body(setup.Bridge.Address + "/", moreConfig: ""","Colour":"blue","Api Key":"mine" """));

        status.ShouldBe(200);
        var hook = setup.Books.Hooks.All.ShouldHaveSingleItem();
        hook.IsActive.ShouldBeFalse();
        hook.DisplayName.ShouldBe("SMS Bridge");
        hook.Config.Length.ShouldBe(5);
    }

    [Fact]
    public async Task What_is_shown_has_lists_dates_as_arrays_and_secrets_in_clear()
    {
        await using var setup = await HooksSetup.StartAsync();
        await setup.SendAsync(HttpMethod.Post, "hooks", Body(setup.Bridge.Address + "/"));

        var (_, body) = await setup.SendAsync(HttpMethod.Get, "hooks/1", null);
        var (_, withTemplate) = await setup.SendAsync(HttpMethod.Get, "hooks/1?template=true", null);

        body.ShouldContain("\"createdAt\":[2026,11,21]");
        body.ShouldContain("\"templateId\":0");
        body.ShouldContain("""{"actionName":"CREATE","entityName":"CLIENT"}""");
        body.ShouldContain("""{"fieldName":"SMS Provider Token","fieldValue":"tok"}""");
        body.ShouldNotContain("\"templates\"");
        withTemplate.ShouldContain("\"templates\"");
    }

    [Theory]
    [InlineData("""{"name":"SMS Bridge","colour":"blue"}""", 400, "error.msg.parameter.unsupported")]
    [InlineData("""{"displayName":"x"}""", 400, "validation.msg.hook.name.cannot.be.blank")]
    [InlineData("""{"name":"SMS Bridge","events":[]}""", 500, "Exception")]
    [InlineData("""{"name":"SMS Bridge","config":{},"events":[]}""", 400, "validation.msg.hook.registered.events.cannot.be.empty")]
    [InlineData("""{"name":"Pigeon Post","config":{},"events":[]}""", 404, "error.msg.template.not.found")]
    [InlineData("[]", 400, "error.msg.invalid.request.body")]
    [InlineData("{", 400, "error.msg.invalid.request.body")]
    public async Task Wrong_bodies_are_answered_as_the_core_does(string json, int expected, string words)
    {
        await using var setup = await HooksSetup.StartAsync();

        var (status, body) = await setup.SendAsync(HttpMethod.Post, "hooks", json);

        status.ShouldBe(expected);
        body.ShouldContain(words);
    }

    [Fact]
    public async Task What_a_column_can_not_hold_is_a_data_integrity_issue()
    {
        await using var setup = await HooksSetup.StartAsync();

        var (status, body) = await setup.SendAsync(HttpMethod.Post, "hooks", Body(setup.Bridge.Address + "/" + new string('x', 100) + "/"));

        status.ShouldBe(403);
        body.ShouldContain("error.msg.unknown.data.integrity.issue");
    }

    [Fact]
    public async Task An_update_is_neither_pinged_nor_checked_and_loses_the_key()
    {
        await using var setup = await HooksSetup.StartAsync();
        await setup.SendAsync(HttpMethod.Post, "hooks", Body(setup.Bridge.Address + "/"));
        setup.Books.Hooks.AddApiKey(1, "k");
        setup.Bridge.Forget();

        var (status, _) = await setup.SendAsync(HttpMethod.Put, "hooks/1", """{"config":{"Payload URL":"http://nowhere.invalid/x"}}""");

        status.ShouldBe(200);
        setup.Bridge.Requests.ShouldBeEmpty();
        var hook = setup.Books.Hooks.Find(1)!;
        hook.ApiKeys.ShouldBeEmpty();
        hook.Config.ShouldHaveSingleItem().Value.ShouldBe("http://nowhere.invalid/x");
    }

    [Fact]
    public async Task One_tenants_hooks_are_not_another_ones()
    {
        await using var setup = await HooksSetup.StartAsync();
        await setup.CreateAsync();

        setup.Core.AddTenant("other", HooksSetup.Admin()).Hooks.All.ShouldBeEmpty();
    }

    private static string Body(string url, string moreConfig = "") => $$$"""
        {"name":"SMS Bridge","events":[{"entityName":"CLIENT","actionName":"CREATE"}],
         "config":{"Payload URL":"{{{url}}}","SMS Provider":"twilio","Phone Number":"+15005550006","SMS Provider Account Id":"AC0","SMS Provider Token":"tok"{{{moreConfig}}}}}
        """;
}
