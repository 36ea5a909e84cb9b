using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Inference;
using Google.Protobuf;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Tests.Contract;

public sealed class ModelBundleTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gray")]
    [InlineData("rgb")]
    public void A_bundle_opens_with_its_card_and_file_hash(string color)
    {
        ModelBundle bundle = ModelBundle.Open(TinyModel.WriteBundle(folder.Path, color));
        Assert.Equal("brightness", bundle.Name);
        Assert.Equal(folder.Path, bundle.Directory);
        Assert.Equal(TinyModel.Labels, bundle.Output.Labels);
        Assert.Equal(color, bundle.Input.Color);
        Assert.Equal(bundle.Card!.Files["fp32"].Sha256, bundle.Sha256);
        Assert.Equal(folder["model.onnx"], bundle.ModelPath());
        Assert.Equal(["fp32"], bundle.Precisions);
        Assert.Null(bundle.SamplesDirectory);
    }

    [Fact]
    public void A_lone_model_file_carries_all_that_is_needed()
    {
        TinyModel.WriteBundle(folder.Path);
        File.Delete(folder[ModelBundle.CardFile]);
        File.Move(folder["model.onnx"], folder["my-model.onnx"]);
        ModelBundle bundle = ModelBundle.Open(folder["my-model.onnx"]);
        Assert.Equal("my-model", bundle.Name);
        Assert.Null(bundle.Card);
        Assert.Null(bundle.Directory);
        Assert.Equal(TinyModel.Labels, bundle.Output.Labels);
        Assert.Equal(64, bundle.Sha256.Length);
    }

    [Fact]
    public void Samples_are_found_if_present()
    {
        TinyModel.WriteBundle(folder.Path);
        Directory.CreateDirectory(folder["samples"]);
        Assert.Equal(folder["samples"], ModelBundle.Open(folder.Path).SamplesDirectory);
    }

    [Fact]
    public void Verifying_names_every_check()
    {
        List<string> passed = [];
        VerifiedBundle.Open(TinyModel.WriteBundle(folder.Path), passed.Add);
        Assert.Equal(4, passed.Count);
        Assert.Contains(passed, line => line.Contains("SHA-256", StringComparison.Ordinal));
        Assert.Contains(passed, line => line.Contains("smoke inference", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_path_is_reported() => AssertRefused(folder["nowhere"], "no such model");

    [Fact]
    public void A_folder_without_a_card_is_refused_as_a_bundle() => AssertRefused(folder.Path, "has no card.json");

    [Fact]
    public void A_missing_model_file_is_named()
    {
        TinyModel.WriteBundle(folder.Path);
        File.Delete(folder["model.onnx"]);
        AssertRefused(folder.Path, "model.onnx", "there is no such file");
    }

    [Fact]
    public void A_changed_model_file_has_the_wrong_hash()
    {
        TinyModel.WriteBundle(folder.Path);
        byte[] bytes = File.ReadAllBytes(folder["model.onnx"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder["model.onnx"], bytes);
        AssertRefused(folder.Path, "model.onnx", "SHA-256");
    }

    [Fact]
    public void A_truncated_model_file_has_the_wrong_size()
    {
        TinyModel.WriteBundle(folder.Path);
        File.WriteAllBytes(folder["model.onnx"], File.ReadAllBytes(folder["model.onnx"])[..100]);
        AssertRefused(folder.Path, "model.onnx", "100 bytes");
    }

    [Fact]
    public void An_unknown_schema_is_refused_before_its_keys_are_read()
    {
        TinyModel.WriteBundle(folder.Path);
        File.WriteAllText(folder[ModelBundle.CardFile], """{ "schema": 2, "novelty": true }""");
        AssertRefused(folder.Path, "schema 2", "reads schema 1");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "schema": "one" }""")]
    [InlineData("""{ "schema": 1 }""")]
    [InlineData("")]
    public void A_malformed_card_is_refused(string text)
    {
        TinyModel.WriteBundle(folder.Path);
        File.WriteAllText(folder[ModelBundle.CardFile], text);
        AssertRefused(folder.Path, "card.json");
    }

    [Fact]
    public void An_unknown_card_key_is_named()
    {
        TinyModel.WriteBundle(folder.Path);
        File.WriteAllText(folder[ModelBundle.CardFile], File.ReadAllText(folder[ModelBundle.CardFile]).Replace("\"macs\"", "\"smacks\": 1, \"macs\"", StringComparison.Ordinal));
        AssertRefused(folder.Path, "card.json", "smacks");
    }

    [Fact]
    public void Too_few_labels_in_the_card_are_refused()
    {
        TinyModel.WriteBundle(folder.Path, changeCard: card => card with { Output = card.Output with { Labels = ["dark", "bright"] } });
        AssertRefused(folder.Path, "card.json", "labels has 2 entries", "says 3");
    }

    [Fact]
    public void Too_few_labels_in_a_lone_file_are_refused()
    {
        EmbeddedCard embedded = TinyModel.Embedded("gray");
        ModelProto model = TinyModel.Model(embedded with { Output = embedded.Output with { Labels = ["dark", "bright"] } });
        AssertRefused(WriteModel(model), "labels has 2 entries");
    }

    [Fact]
    public void Labels_and_names_with_control_characters_are_refused()
    {
        TinyModel.WriteBundle(folder["a"], changeCard: card => card with { Output = card.Output with { Labels = ["dark", "me\u001b[2Jdium", "bright"] } });
        AssertRefused(folder["a"], "card.json", @"'me\u001b[2Jdium'", "control character");
        TinyModel.WriteBundle(folder["b"], changeCard: card => card with { Name = "a\nb" });
        AssertRefused(folder["b"], "card.json", @"'a\u000ab'", "control character");
        EmbeddedCard embedded = TinyModel.Embedded("gray");
        ModelProto model = TinyModel.Model(embedded with { Output = embedded.Output with { Labels = ["dark", "medium", "bright\u0007"] } });
        AssertRefused(WriteModel(model), "metadata", @"'bright\u0007'");
    }

    [Fact]
    public void A_card_that_contradicts_the_metadata_is_refused()
    {
        TinyModel.WriteBundle(folder["a"], changeCard: card => card with { Architecture = card.Architecture with { Name = "resnet18" } });
        AssertRefused(folder["a"], "card.json", "'architecture'", "metadata");
        TinyModel.WriteBundle(folder["b"], changeCard: card => card with { Input = card.Input with { Mean = [0.4] } });
        AssertRefused(folder["b"], "card.json", "'input'", "metadata");
        TinyModel.WriteBundle(folder["c"], changeCard: card => card with { Output = card.Output with { Labels = ["bright", "medium", "dark"] } });
        AssertRefused(folder["c"], "card.json", "'output'", "metadata");
        TinyModel.WriteBundle(folder["d"], changeCard: card => card with { Training = card.Training with { Seed = 2 } });
        AssertRefused(folder["d"], "card.json", "'training'", "metadata");
    }

    [Fact]
    public void A_graph_whose_shapes_contradict_its_metadata_is_refused()
    {
        TinyModel.WriteBundle(folder["a"], changeModel: model => model.Graph.Input[0] = Batch("image", TensorProto.Types.DataType.Uint8, 9, 8, 1));
        AssertRefused(folder["a"], "input is image uint8 [N, 9, 8, 1]", "[N, 8, 8, 1]");
        TinyModel.WriteBundle(folder["b"], changeModel: model => model.Graph.Output[0] = Batch("logits", TensorProto.Types.DataType.Float, 4));
        AssertRefused(folder["b"], "output is logits float32 [N, 4]", "[N, 3]");
        TinyModel.WriteBundle(folder["c"], changeModel: model => model.Graph.Input[0].Type.TensorType.ElemType = 1);
        AssertRefused(folder["c"], "input is image float32");
        TinyModel.WriteBundle(folder["d"], changeModel: model => model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 1 });
        AssertRefused(folder["d"], "input is image uint8 [1, 8, 8, 1]");
    }

    [Fact]
    public void A_model_without_metadata_is_refused()
    {
        ModelProto model = TinyModel.Model(TinyModel.Embedded("gray"));
        model.MetadataProps.Clear();
        AssertRefused(WriteModel(model), "edgeresnet.card", "labels");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Random_bytes_are_refused_as_a_model(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(folder["garbage.onnx"], bytes);
        AssertRefused(folder["garbage.onnx"], "not an ONNX model");
    }

    [Fact]
    public void A_text_file_is_refused_as_a_model()
    {
        File.WriteAllText(folder["page.onnx"], "<!DOCTYPE html><html><body>404</body></html>");
        AssertRefused(folder["page.onnx"], "not an ONNX model");
    }

    [Fact]
    public void A_model_truncated_anywhere_is_refused_in_one_line()
    {
        TinyModel.WriteBundle(folder.Path);
        byte[] whole = File.ReadAllBytes(folder["model.onnx"]);
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(folder["cut.onnx"], whole[..length]);
            AssertRefused(folder["cut.onnx"], "cut.onnx");
        }
    }

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void A_card_cannot_name_files_outside_its_folder(string path)
    {
        TinyModel.WriteBundle(folder.Path, changeCard: card => card with { Files = new Dictionary<string, FileSpec> { ["fp32"] = card.Files["fp32"] with { Path = path } } });
        AssertRefused(folder.Path, "files.fp32.path");
    }

    [Fact]
    public void A_card_without_a_name_is_refused()
    {
        TinyModel.WriteBundle(folder.Path, changeCard: card => card with { Name = " " });
        AssertRefused(folder.Path, "name is empty");
    }

    [Theory]
    [InlineData("a", "a", "has 'a' twice")]
    [InlineData("a", "a ", "has 'a ' twice, but for blanks")]
    [InlineData("caf\u00e9", "cafe\u0301", "twice, but for the Unicode form")]
    [InlineData("a", "", "has an empty label")]
    [InlineData("a", " \u00a0 ", "has an empty label")]
    public void Labels_that_name_no_single_class_are_refused(string first, string second, string reason)
    {
        EmbeddedCard embedded = TinyModel.Embedded("gray");
        embedded = embedded with { Output = embedded.Output with { Labels = [first, second, "b"] } };
        AssertRefused(TinyModel.WriteBundle(folder.Path, embedded), reason);
        AssertRefused(folder["model.onnx"], reason);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public void An_insane_temperature_is_refused(double temperature)
    {
        EmbeddedCard embedded = TinyModel.Embedded("gray");
        AssertRefused(TinyModel.WriteBundle(folder.Path, embedded with { Output = embedded.Output with { Temperature = temperature } }), "output.temperature");
    }

    [Theory]
    [InlineData("\"samples\": 0,", "\"samples\": -1,", "parity.samples is -1")]
    [InlineData("\"top1_agreement\": 1", "\"top1_agreement\": 1e999", "parity.top1_agreement")]
    [InlineData("\"max_abs_logit_error\": 0", "\"max_abs_logit_error\": -1", "parity.max_abs_logit_error")]
    [InlineData("\"macs\": 0", "\"macs\": -5", "macs is -5")]
    [InlineData("\"parameters\": 6", "\"parameters\": -6", "parameters is -6")]
    [InlineData("\"bytes\": ", "\"top1\": 1.01, \"bytes\": ", "files.fp32.top1 is 1.01")]
    [InlineData("\"bytes\": ", "\"bytes\": -", "files.fp32.bytes")]
    [InlineData("\"parity\":", "\"metrics\": { \"dataset\": \"d\", \"samples\": 1, \"top1\": -0.1, \"ece\": 0 }, \"parity\":", "metrics.top1 is -0.1")]
    [InlineData("\"parity\":", "\"metrics\": { \"dataset\": \"d\", \"samples\": 1, \"top1\": 1, \"ece\": 2 }, \"parity\":", "metrics.ece is 2")]
    [InlineData("\"parity\":", "\"metrics\": { \"dataset\": \"d\", \"samples\": 1, \"top1\": 1, \"ece\": 0, \"interval\": [0.9, 0.1] }, \"parity\":", "metrics.interval")]
    [InlineData("\"parity\":", "\"selection\": { \"dataset\": \"d\", \"samples\": 1, \"epoch\": 1, \"top1\": 3 }, \"parity\":", "selection.top1 is 3")]
    [InlineData("\"parity\":", "\"calibration\": { \"dataset\": \"d\", \"samples\": 1, \"loss_before\": 1, \"loss\": -1, \"accepted\": 1 }, \"parity\":", "calibration.loss is -1")]
    [InlineData("\"path\": \"model.onnx\"", "\"path\": \"a\\u0000b\"", "NUL")]
    public void A_card_with_an_impossible_number_is_refused(string old, string changed, string reason)
    {
        TinyModel.WriteBundle(folder.Path);
        string card = File.ReadAllText(folder[ModelBundle.CardFile]);
        Assert.Contains(old, card, StringComparison.Ordinal);
        File.WriteAllText(folder[ModelBundle.CardFile], card.Replace(old, changed, StringComparison.Ordinal));
        AssertRefused(folder.Path, reason);
    }

    [Fact]
    public void A_further_precision_is_checked_on_request()
    {
        TinyModel.WriteBundle(folder.Path, changeCard: card => card with
        {
            Files = new Dictionary<string, FileSpec> { ["int8"] = card.Files["fp32"] with { Path = "model.int8.onnx" }, ["fp32"] = card.Files["fp32"] },
        });
        ModelBundle bundle = ModelBundle.Open(folder.Path);
        Assert.Equal(["fp32", "int8"], bundle.Precisions);
        InputException error = Assert.Throws<InputException>(() => bundle.ModelPath("int8"));
        Assert.Contains("model.int8.onnx", error.Message, StringComparison.Ordinal);
        File.Copy(folder["model.onnx"], folder["model.int8.onnx"]);
        Assert.Equal(folder["model.int8.onnx"], bundle.ModelPath("int8"));
        error = Assert.Throws<InputException>(() => bundle.ModelPath("fp16"));
        Assert.Contains("has no fp16 file; it has fp32, int8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_valid_model_that_does_not_run_fails_verification()
    {
        TinyModel.WriteBundle(folder.Path, changeModel: model => model.Graph.Node[^1].OpType = "Germ");
        ModelBundle.Open(folder.Path);
        InputException error = Assert.Throws<InputException>(() => VerifiedBundle.Open(folder.Path, _ => { }));
        Assert.Contains("model.onnx: does not run", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_model_that_returns_NaN_fails_verification()
    {
        TinyModel.WriteBundle(folder.Path, changeModel: model => model.Graph.Initializer[1].RawData = ByteString.CopyFrom(
            [0, 0, 0xC0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0])); // NaN, 0, 0
        InputException error = Assert.Throws<InputException>(() => VerifiedBundle.Open(folder.Path, _ => { }));
        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string path, params string[] parts)
    {
        InputException error = Assert.Throws<InputException>(() => ModelBundle.Open(path));
        Assert.DoesNotContain('\n', error.Message);
        foreach (string part in parts)
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    private string WriteModel(ModelProto model)
    {
        File.WriteAllBytes(folder["model.onnx"], model.ToByteArray());
        return folder["model.onnx"];
    }
}
