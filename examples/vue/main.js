import { createApp, ref, useTemplateRef } from 'vue';

const RUBRICS = ['Политика', 'Экономика', 'Спорт'];

// The same page as in React. A build with `compilerOptions.isCustomElement` has the template in a .vue file.
const app = createApp({
  setup() {
    const search = useTemplateRef('search');
    const rubric = ref('');
    const total = ref(null);
    const kept = ref([]);

    function keep({ detail: { id, title, url } }) {
      if (!kept.value.some((article) => article.id === id)) {
        kept.value.push({ id, title, url });
      }
    }
    return { search, rubric, rubrics: RUBRICS, total, kept, keep };
  },
  template: `
    <h1>Подборка</h1>
    <p class="lead">Нажмите на статью, и она попадёт в подборку.</p>
    <p>
      <label>
        Рубрика
        <select v-model="rubric" class="site-button">
          <option value="">любая</option>
          <option v-for="name in rubrics" :key="name">{{ name }}</option>
        </select>
      </label>
      <button class="site-button" type="button" @click="search.search('переговоры')">Найти переговоры</button>
    </p>
    <vestnik-search
      ref="search"
      endpoint="http://127.0.0.1:7700"
      api-key="vk_put_your_key_here"
      :rubric="rubric"
      lock="rubric"
      @vestnik-search="total = $event.detail.total"
      @vestnik-select.prevent="keep"
    ></vestnik-search>
    <p id="total">{{ total === null ? 'Ещё ничего не искали' : 'Найдено: ' + total }}</p>
    <h2>Отложено: {{ kept.length }}</h2>
    <ul id="kept">
      <li v-for="{ id, title, url } in kept" :key="id"><a :href="url">{{ title }}</a></li>
    </ul>
  `,
});
app.config.compilerOptions.isCustomElement = (tag) => tag.startsWith('vestnik-');
app.mount('#app');
