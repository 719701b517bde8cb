using CsCheck;
using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

public class TwilioSignatureProperties
{
    private const string Url = "https://bridge.example.org/twilio/status/42?a=b";

    private static readonly Gen<KeyValuePair<string, StringValues>[]> Form =
        Gen.Select(Gen.OneOf(Gen.OneOf("To", "to", "Body", "From", "MessageSid", "SmsSid"), Gen.String[1, 6]), Gen.String[0, 12].Array[1, 3])
            .Array[0, 10].Select(parameters => parameters.DistinctBy(parameter => parameter.Item1, StringComparer.Ordinal)
                .Select(parameter => KeyValuePair.Create(parameter.Item1, new StringValues(parameter.Item2))).ToArray());

    private static readonly Gen<string> Token = Gen.String[Gen.Char.AlphaNumeric, 1, 40];

    [Fact]
    public void The_order_of_parameters_and_of_their_values_does_not_matter()
    {
        var orders =
            from form in Form
            from shuffled in Gen.Shuffle(form.ToArray())
            select (form, shuffled);

        Gen.Select(orders, Token).Sample(
            (pair, token) =>
            {
                var signature = TwilioSignature.Compute(token, Url, pair.form);
                var turned = pair.shuffled.Select(parameter => KeyValuePair.Create(parameter.Key, new StringValues([.. parameter.Value.Reverse()]))).ToArray();

                TwilioSignature.Compute(token, Url, turned).ShouldBe(signature);
                TwilioSignature.Verify([token], Url, turned, signature).ShouldBeTrue();
            },
            iter: 1_000);
    }

    [Fact]
    public void Another_token_url_or_parameter_does_not_fit() => Gen.Select(Form, Token, Gen.String[Gen.Char.AlphaNumeric, 1, 10]).Sample(
        (form, token, more) =>
        {
            var signature = TwilioSignature.Compute(token, Url, form);

            TwilioSignature.Verify([token + more], Url, form, signature).ShouldBeFalse();
            TwilioSignature.Verify([token], Url + more, form, signature).ShouldBeFalse();
            TwilioSignature.Verify([token], Url, form.Append(new($"\u0001{more}", more)), signature).ShouldBeFalse();
        },
        iter: 500);

    [Fact]
    public void No_url_and_no_signature_make_it_throw() => Gen.Select(Gen.OneOf(Gen.String, Gen.String.Select(text => $"https://{text}")), Form, Gen.String).Sample(
        (url, form, signature) =>
        {
            TwilioSignature.Verify(["12345"], url, form, signature).ShouldBeFalse();
            TwilioSignature.Verify(["12345"], url, form, TwilioSignature.Compute("12345", url, form)).ShouldBeTrue();
        },
        iter: 1_000);
}
