using System.Net;
using System.Net.Sockets;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>What the core refuses, in its own words, and what is not even sent to it.</summary>
public class HookRefusalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task A_second_hook_of_the_template_is_refused_and_a_second_web_hook_is_not(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        await setup.CreateAsync();
        await setup.CreateAsync(setup.WebDraft());
        await setup.CreateAsync(setup.WebDraft());

        var problem = (await RefusedAsync(setup, setup.Draft())).ShouldHaveSingleItem();

        problem.Code.ShouldBe("validation.msg.hook.multiple.non.web.template.hooks.not.supported");
        problem.Message.ShouldBe(
            "The core says: Failed data validation due to: multiple.non.web.template.hooks.not.supported. The tenant has a hook of this template already, and the core takes only one: update or delete that one.");
        setup.Books.Hooks.All.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task A_payload_url_where_nobody_listens_is_refused(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);

        var problem = (await RefusedAsync(setup, With(setup.Draft(), HookFields.PayloadUrl, $"http://127.0.0.1:{ClosedPort()}/modules/sms/"))).ShouldHaveSingleItem();

        problem.Code.ShouldBe("validation.msg.hook.url.invalid");
        problem.Message.ShouldContain("can not reach the payload URL");
        setup.Books.Hooks.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("G1", "GET /modules/sms/")]
    [InlineData("G2", "GET /modules/sms/")]
    [InlineData("G3", "GET /")]
    [InlineData("G4", "GET /modules/sms/")]
    public async Task The_ping_takes_any_answer(string generation, string target)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        setup.Bridge.Answer = _ => (500, "no");

        await setup.CreateAsync();

        setup.Bridge.Targets.ShouldBe([target]);
        setup.Bridge.Requests[0].Body.ShouldBeEmpty();
    }

    [Fact]
    public async Task Missing_fields_are_named_one_by_one()
    {
        await using var setup = await HooksSetup.StartAsync();
        var draft = setup.Draft();
        var misspelled = draft.Config.ToDictionary(
            field => field.Key == HookFields.PhoneNumber ? "phone number" : field.Key == HookFields.AccountId ? "Account" : field.Key,
            field => field.Value, StringComparer.Ordinal);

        var problems = await RefusedAsync(setup, draft with { Config = misspelled });

        problems.Select(problem => problem.Parameter).ShouldBe([HookFields.PhoneNumber, HookFields.AccountId]);
        problems.ShouldAllBe(problem => problem.Code == "validation.msg.hook.required.config.field.not.provided");
    }

    [Fact]
    public async Task Unknown_templates_and_content_types_are_told_in_the_cores_words()
    {
        await using var setup = await HooksSetup.StartAsync();

        (await setup.Client.CreateAsync(setup.Access, setup.Draft() with { Name = "SMS bridge" }, Cancellation))
            .ShouldBeOfType<HookResult<long>.Failed>().Failure.ShouldBeOfType<CoreResult<long>.NotFound>().Detail.ShouldContain("Template with name `SMS bridge`");
        (await RefusedAsync(setup, setup.WebDraft("xml"))).ShouldHaveSingleItem().Code.ShouldBe("validation.msg.hook.content.type.must.be.json.or.form");
    }

    [Fact]
    public async Task Parameters_the_core_does_not_know_are_named()
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Core.Faults.Add(new CoreFault("/hooks") { Status = 400, Body = StandInErrors.UnsupportedParameter("templateId") });

        (await RefusedAsync(setup, setup.Draft())).ShouldBe([new HookProblem(
            "error.msg.parameter.unsupported", "templateId", "The core says: The parameter templateId is not supported.")]);
    }

    [Fact]
    public async Task A_domain_rule_is_a_refusal_and_its_words_are_one_line()
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Core.Faults.Add(new CoreFault("/hooks")
        {
            Status = 403,
            Body = StandInErrors.Json("403", "error.msg.hook.duplicate.name", "A hook with name\n'x'\u001b[2J already exists" + new string('!', 500)),
        });

        var problem = (await RefusedAsync(setup, setup.Draft())).ShouldHaveSingleItem();

        problem.Code.ShouldBe("error.msg.hook.duplicate.name");
        problem.Message.Any(char.IsControl).ShouldBeFalse();
        problem.Message.Length.ShouldBe(300);
    }

    [Theory]
    [InlineData("name", "")]
    [InlineData("name", "  ")]
    [InlineData("displayName", "1234567890123456789012345678901234567890123456")] // 46
    [InlineData("events", "")]
    [InlineData("Api Key", "mine")]
    [InlineData("Phone Number", " ")]
    [InlineData("SMS Provider Token", "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")] // 101
    [InlineData("Payload URL", "http://127.0.0.1/modules/sms")]
    [InlineData("Payload URL", "http://127.0.0.1/modules/sms/?a=b")]
    [InlineData("Payload URL", "127.0.0.1/modules/sms/")]
    public async Task What_no_core_can_use_is_not_sent(string parameter, string value)
    {
        await using var setup = await HooksSetup.StartAsync("G1");
        var draft = parameter switch
        {
            "name" => setup.Draft() with { Name = value },
            "displayName" => setup.Draft() with { DisplayName = value },
            "events" => setup.Draft() with { Events = [] },
            _ => With(setup.Draft(), parameter, value),
        };

        var problem = (await RefusedAsync(setup, draft)).ShouldHaveSingleItem();

        problem.Parameter.ShouldBe(parameter);
        problem.Code.ShouldStartWith("smsbridge.");
        setup.Core.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_are_checked_before_they_are_sent_too()
    {
        await using var setup = await HooksSetup.StartAsync();
        var id = await setup.CreateAsync();

        foreach (var change in new[]
        {
            new HookChange { DisplayName = new string('x', 46) },
            new HookChange { Events = [] },
            new HookChange { Config = With(setup.Draft(), HookFields.PayloadUrl, "http://127.0.0.1/x").Config },
        })
        {
            (await setup.Client.UpdateAsync(setup.Access, id, change, Cancellation)).ShouldBeOfType<HookResult<HookUpdate>.Refused>();
        }

        setup.Asked.Count.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<HookProblem>> RefusedAsync(HooksSetup setup, HookDraft draft) =>
        (await setup.Client.CreateAsync(setup.Access, draft, Cancellation)).ShouldBeOfType<HookResult<long>.Refused>().Problems;

    private static HookDraft With(HookDraft draft, string field, string value) =>
        draft with { Config = new Dictionary<string, string>(draft.Config, StringComparer.Ordinal) { [field] = value } };

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
