using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Tests.Pretrained;

public sealed class WeightCatalogTest
{
    [Theory]
    [InlineData("torchvision:resnet18", "resnet18-f37072fd.pth", 256)]
    [InlineData("torchvision:resnet50", "resnet50-0676ba61.pth", 256)]
    [InlineData("torchvision:resnet50@V1", "resnet50-0676ba61.pth", 256)]
    [InlineData("torchvision:resnet50@v2", "resnet50-11ad3fa6.pth", 232)]
    [InlineData("torchvision:densenet121", "densenet121-a639ec97.pth", 256)]
    public void A_name_means_one_file(string name, string file, int shorterSide)
    {
        PublishedWeights weights = WeightCatalog.Find(name);
        Assert.Equal((file, shorterSide), (weights.FileName, weights.ShorterSide));
        Assert.Equal(shorterSide / 224.0, weights.Input.Margin);
        Assert.Equal(weights, WeightCatalog.Find(weights.Name));
    }

    [Theory]
    [InlineData("torchvision:resnet19")]
    [InlineData("torchvision:resnet18@V2")]
    [InlineData("torchvision:")]
    public void An_unknown_weight_name_lists_the_known_ones(string name)
    {
        string message = Assert.Throws<UsageException>(() => WeightCatalog.Find(name)).Message;
        Assert.StartsWith($"'{name}' is not a name of weights; known are torchvision:NAME with NAME one of resnet18, resnet34, resnet50[@V1|@V2], ", message, StringComparison.Ordinal);
        Assert.EndsWith("densenet201", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_thousand_labels_are_unique_and_in_published_order()
    {
        IReadOnlyList<string> labels = ImageNetLabels.Read();
        Assert.Equal(1000, labels.Distinct().Count());
        Assert.Equal(("tench", "crane bird", "crane", "toilet tissue"), (labels[0], labels[134], labels[517], labels[999]));
        Assert.Equal(("maillot", "maillot, tank suit"), (labels[638], labels[639]));
    }

    [Fact]
    public void The_environment_sets_the_cache_folder()
    {
        Assert.Equal("/c", Places(("EDGERESNET_CACHE", "/c"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")).Cache);
        Assert.Equal("/x/edgeresnet", Places(("XDG_CACHE_HOME", "/x"), ("HOME", "/h")).Cache);
        Assert.Equal("/h/.cache/edgeresnet", Places(("EDGERESNET_CACHE", ""), ("XDG_CACHE_HOME", "relative"), ("HOME", "/h")).Cache);
        Assert.Contains("EDGERESNET_CACHE", Assert.Throws<InputException>(() => Places()).Message, StringComparison.Ordinal);
        Assert.Equal(new Uri(WeightPlaces.PublicAddress), Places(("HOME", "/h")).Address);
        Assert.Equal("https://mirror/models/a.pth", new Uri(Places(("HOME", "/h"), ("EDGERESNET_WEIGHTS_URL", "https://mirror/models")).Address, "a.pth").ToString());
        Assert.Contains("/no/such", Assert.Throws<InputException>(() => Places(("HOME", "/h"), ("EDGERESNET_WEIGHTS", "/no/such"))).Message, StringComparison.Ordinal);
        foreach (string address in new[] { "mirror/models", "ftp://mirror/", "https://user:secret@mirror/" })
        {
            string message = Assert.Throws<InputException>(() => Places(("HOME", "/h"), ("EDGERESNET_WEIGHTS_URL", address))).Message;
            Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        }
    }

    private static WeightPlaces Places(params (string Name, string Value)[] environment) =>
        WeightPlaces.FromEnvironment(name => environment.FirstOrDefault(entry => entry.Name == name).Value);
}
