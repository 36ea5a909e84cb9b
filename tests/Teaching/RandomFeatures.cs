using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

/// <summary>Seeded features: each class has its own mean, around which its pictures lie.</summary>
internal static class RandomFeatures
{
    public static FeatureTable Create(int width, double spread, params int[] perClass) => Seeded(5, width, spread, perClass);

    public static FeatureTable Seeded(int seed, int width, double spread, params int[] perClass)
    {
        Random random = new(seed);
        List<float> values = [];
        List<int> labels = [];
        for (int label = 0; label < perClass.Length; label++)
        {
            double[] mean = [.. Enumerable.Range(0, width).Select(_ => random.NextDouble())];
            for (int i = 0; i < perClass[label]; i++)
            {
                values.AddRange(mean.Select(m => (float)(m + (spread * (random.NextDouble() - 0.5)))));
                labels.Add(label);
            }
        }

        return new FeatureTable([.. values], [.. labels], perClass.Length);
    }
}
